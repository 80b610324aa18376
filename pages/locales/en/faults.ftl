# What every function says whose page cannot go on: a heading and a sentence.

fault-flow = Start again
    .text = This page is too old, or was begun in another browser. Go back to the app, and sign in from there.
fault-unavailable = Not now
    .text = The service cannot answer at the moment. Wait a little, and load this page again.
fault-internal = Something went wrong
    .text = It is our mistake, not yours. Wait a little, and load this page again.
wrong-not-signed-in = You could not be signed in: have a new code sent.
wrong-not-sent = The code could not be sent.

## Below every page

terms = Terms of use
privacy = Privacy
