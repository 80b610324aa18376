//! One client of the file.

use super::json::{Faults, Fields, Node, Place};
use super::{Standing, algorithm, check_algorithm, demand, find};
use crate::tokens::assurance::Demand;
use crate::tokens::client::{
    ACCESS_TOKEN_LIFE, Client, ClientId, ClientKind, ClientLogo, Consent, LONGEST_SCOPE, MOST_SCOPES, MOST_URIS, Pkce,
    RedirectUri, Resource, ResourceId, SESSION_LIFE, Scope, ShownName, TokenAlgorithm, WebOrigin,
};

/// The names of a client's fields.
pub const CLIENT_FIELDS: [&str; 19] = [
    "id",
    "name",
    "logo",
    "type",
    "pkce",
    "redirect_uris",
    "post_logout_redirect_uris",
    "origins",
    "scopes",
    "resources",
    "consent",
    "access_token_seconds",
    "session_idle_seconds",
    "session_seconds",
    "id_token_algorithm",
    "contact_in_id_token",
    "acr",
    "max_age",
    "without_methods",
];

/// A `type`, before it is known what else the client says of itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    Public,
    Confidential,
}

/// What is read alike in a file and in `FIRST_CLIENT`.
struct Common {
    redirect_uris: Option<Vec<(Place, RedirectUri)>>,
    post_logout_redirect_uris: Option<Vec<(Place, RedirectUri)>>,
    origins: Option<Vec<(Place, WebOrigin)>>,
    scopes: Option<Vec<(Place, Scope)>>,
    consent: Option<(Place, Consent)>,
    access_token_life: Option<u64>,
    session_idle: Option<u64>,
    session_absolute: Option<u64>,
    algorithm: Option<(Place, TokenAlgorithm)>,
    contact_in_id_token: bool,
    logo: Option<(Place, ClientLogo)>,
    demand: Demand,
}

/// A client of a file, with the place of its id. `known` are the resources that it may name.
pub(super) fn read(
    node: &Node<'_>,
    standing: &Standing<'_>,
    known: &[&Resource],
    faults: &mut Faults,
) -> Option<(Place, Client)> {
    let fields = node.fields(&CLIENT_FIELDS, faults)?;
    let id = fields.required("id", faults, ClientId::parse);
    let name = fields.required("name", faults, ShownName::parse);
    let of_type = fields.required("type", faults, |text| match text {
        "public" => Ok(Type::Public),
        "confidential" => Ok(Type::Confidential),
        _ => Err("must be public or confidential"),
    });
    let pkce = fields.optional("pkce", faults, |text| match text {
        "required" => Ok(Pkce::Required),
        "optional" => Ok(Pkce::Optional),
        _ => Err("must be required or optional"),
    });
    let resources = fields.texts("resources", MOST_URIS, faults, ResourceId::parse);
    let common = Common::read(&fields, faults);
    // A client that says nothing is signed for as most programs expect, and refused where nothing is signed so.
    if common.algorithm.is_some() || !fields.has("id_token_algorithm") {
        let said = common.algorithm.clone();
        let signed = said.unwrap_or_else(|| (fields.place("id_token_algorithm"), TokenAlgorithm::Rs256));
        check_algorithm(&signed, standing, faults);
    }
    for (place, resource) in resources.iter().flatten() {
        match find(known, resource) {
            None => faults.add(place, "must be a resource of this file, or one that was applied before"),
            Some(found) if !common.demand.and(&found.demand).is_possible() => {
                faults.add(place, "demands by acr and without_methods, together with the client, what nobody can meet");
            }
            Some(_) => {}
        }
    }
    let of_client = |scope: &Scope| {
        let named = resources.iter().flatten().filter_map(|(_, id)| find(known, id));
        named.flat_map(|resource| &resource.scopes).any(|of_resource| of_resource == scope)
    };
    // Where a resource could not be read, its scopes are not known.
    if resources.is_some() {
        common.check_scopes(&fields, of_client, faults);
    }
    let kind = kind(of_type.map(|(_, of_type)| of_type), pkce, common.redirect_uris.as_deref(), faults);
    let (place, id) = id?;
    let resources = resources?.into_iter().map(|(_, id)| id).collect();
    common.client(id, name?.1, kind?, resources).map(|client| (place, client))
}

/// A client of the setting.
pub(super) fn read_first(node: &Node<'_>, faults: &mut Faults) -> Option<Client> {
    let fields = node.fields(&CLIENT_FIELDS, faults)?;
    let id = fields.required("id", faults, ClientId::parse);
    let name = fields.optional("name", faults, ShownName::parse);
    fields.optional("type", faults, |text| match text {
        "public" => Ok(Type::Public),
        _ => Err("must be public: a secret stands in no setting"),
    });
    for name in ["pkce", "resources"] {
        if fields.has(name) {
            faults.add(&fields.place(name), "is for clients of a file alone");
        }
    }
    let mut common = Common::read(&fields, faults);
    if !fields.has("scopes") {
        let own = Scope::OF_THE_SERVICE.into_iter().filter(|scope| *scope != Scope::ACCOUNT);
        common.scopes =
            own.map(|scope| Scope::parse(scope).ok().map(|scope| (fields.place("scopes"), scope))).collect();
    }
    common.check_scopes(&fields, |_| false, faults);
    let (_, id) = id?;
    let name = name.map(|(_, name)| name).or_else(|| ShownName::parse(id.as_str()).ok());
    if name.is_none() {
        faults.add(&fields.place("id"), "is no name for people: give it one as name");
    }
    common.client(id, name?, ClientKind::Public, Vec::new())
}

impl Common {
    fn read(fields: &Fields<'_>, faults: &mut Faults) -> Self {
        let common = Self {
            redirect_uris: fields.texts("redirect_uris", MOST_URIS, faults, RedirectUri::parse),
            post_logout_redirect_uris: fields.texts("post_logout_redirect_uris", MOST_URIS, faults, RedirectUri::parse),
            origins: fields.texts("origins", MOST_URIS, faults, WebOrigin::parse),
            scopes: fields.texts("scopes", MOST_SCOPES, faults, Scope::parse),
            consent: fields.optional("consent", faults, |text| match text {
                "asked" => Ok(Consent::Asked),
                "first-party" => Ok(Consent::FirstParty),
                _ => Err("must be asked or first-party"),
            }),
            access_token_life: fields.number("access_token_seconds", ACCESS_TOKEN_LIFE, faults),
            session_idle: fields.number("session_idle_seconds", SESSION_LIFE, faults),
            session_absolute: fields.number("session_seconds", SESSION_LIFE, faults),
            algorithm: fields.optional("id_token_algorithm", faults, algorithm),
            contact_in_id_token: fields.boolean("contact_in_id_token", faults),
            logo: fields.optional("logo", faults, ClientLogo::parse),
            demand: demand::read(fields, faults),
        };
        if common.redirect_uris.as_ref().is_some_and(Vec::is_empty) {
            faults.add(&fields.place("redirect_uris"), "must have at least one URI in redirect_uris");
        }
        if let (Some(idle), Some(absolute)) = (common.session_idle, common.session_absolute)
            && idle > absolute
        {
            faults.add(&fields.place("session_idle_seconds"), "must not be above session_seconds");
        }
        common
    }

    /// A scope is the service's own, or one of a resource of the client.
    fn check_scopes(&self, fields: &Fields<'_>, of_resource: impl Fn(&Scope) -> bool, faults: &mut Faults) {
        let Some(scopes) = &self.scopes else { return };
        let unread = self.consent.is_none() && fields.has("consent");
        let asks = !unread && !matches!(self.consent, Some((_, Consent::FirstParty)));
        for (place, scope) in scopes {
            if scope.as_str() == Scope::ACCOUNT && asks {
                faults.add(place, "is for clients with consent first-party alone");
            }
            if !scope.is_of_the_service() && !of_resource(scope) {
                let own = Scope::OF_THE_SERVICE.join(", ");
                faults.add(place, format!("must be one of {own}, or a scope of a resource that this client names"));
            }
        }
        if scopes.is_empty() {
            faults.add(&fields.place("scopes"), "must have at least one scope in scopes");
        }
        let length = scopes.iter().map(|(_, scope)| scope.as_str().len().saturating_add(1)).sum::<usize>();
        if length > LONGEST_SCOPE.saturating_add(1) {
            let rule = format!("must have at most {LONGEST_SCOPE} characters with single blanks between its scopes");
            faults.add(&fields.place("scopes"), rule);
        }
    }

    fn client(self, id: ClientId, name: ShownName, kind: ClientKind, resources: Vec<ResourceId>) -> Option<Client> {
        Some(Client {
            id,
            name,
            kind,
            redirect_uris: without_places(self.redirect_uris?),
            post_logout_redirect_uris: without_places(self.post_logout_redirect_uris?),
            origins: without_places(self.origins?),
            scopes: without_places(self.scopes?),
            resources,
            consent: self.consent.map_or(Consent::Asked, |(_, consent)| consent),
            access_token_life: self.access_token_life,
            session_idle: self.session_idle,
            session_absolute: self.session_absolute,
            id_token_algorithm: self.algorithm.map_or(TokenAlgorithm::Rs256, |(_, algorithm)| algorithm),
            contact_in_id_token: self.contact_in_id_token,
            logo: self.logo.map(|(_, logo)| logo),
            demand: self.demand,
        })
    }
}

/// The one exception from PKCE is for those who have a secret, and whose answers no other program gets.
fn kind(
    of_type: Option<Type>,
    pkce: Option<(Place, Pkce)>,
    redirect_uris: Option<&[(Place, RedirectUri)]>,
    faults: &mut Faults,
) -> Option<ClientKind> {
    let of_type = of_type?;
    match (&of_type, &pkce) {
        (Type::Public, Some((place, _))) => faults.add(place, "is for confidential clients: public ones always use it"),
        (Type::Confidential, Some((place, Pkce::Optional)))
            if redirect_uris.unwrap_or_default().iter().any(|(_, uri)| uri.is_native()) =>
        {
            faults.add(place, "must be required where a redirect URI leads to a program on the user's own device");
        }
        _ => {}
    }
    let pkce = pkce.map_or(Pkce::Required, |(_, pkce)| pkce);
    Some(match of_type {
        Type::Public => ClientKind::Public,
        Type::Confidential => ClientKind::Confidential { secrets: Vec::new(), pkce },
    })
}

fn without_places<T>(placed: Vec<(Place, T)>) -> Vec<T> {
    placed.into_iter().map(|(_, value)| value).collect()
}
