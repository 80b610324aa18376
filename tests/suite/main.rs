//! Every end-to-end test.

mod flow;
