//! What a token lacks, as the resources of an IAM policy, each without the stage that it is in.

use super::Lacking;
use super::route::{CONNECT, METHODS, Route};

impl Lacking<'_> {
    /// What the stage allows before anything is denied. Other methods than the usual pass nowhere: a wildcard for all of
    /// them would stand for the beginning of a path as well, and the denials could not be told from honest calls.
    pub fn allowed(&self) -> impl Iterator<Item = String> {
        METHODS.into_iter().map(|method| format!("{method}/*")).chain([CONNECT.to_owned()])
    }

    /// What is denied whatever is allowed: the routes of every rule that the token does not meet, and other spellings of
    /// them.
    pub fn denied(&self) -> impl Iterator<Item = String> {
        let routes = self.unmet.iter().flat_map(|(route, _)| resources(route));
        routes.chain(self.suspicious.iter().cloned())
    }
}

fn resources(route: &Route) -> Vec<String> {
    match route {
        Route::Every => vec!["*".to_owned()],
        Route::Connect => vec![CONNECT.to_owned()],
        Route::AppSync => Vec::new(),
        Route::Http { method, path } => {
            // As `Route::is_of`: with a trailing slash it is the same route.
            let slash = (!path.ends_with(['*', '/'])).then(|| format!("{path}/"));
            let methods = METHODS.into_iter().filter(|name| method.is_none_or(|method| method == *name));
            let of_method = |name: &'static str| {
                [Some(path), slash.as_ref()].into_iter().flatten().map(move |path| format!("{name}{path}"))
            };
            methods.flat_map(of_method).collect()
        }
    }
}
