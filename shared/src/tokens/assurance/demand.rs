//! What an account, a client, a resource or a request demands of proofs, and what lacks.

use serde::{Deserialize, Serialize};

use super::{Level, Method, Proofs};
use crate::Timestamp;

/// What proofs have to add up to. The default takes whatever signs in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demand {
    /// The least level.
    pub level: Level,
    /// How old proofs may be, in seconds.
    pub max_age: Option<u64>,
    /// Methods that do not count.
    pub without: Vec<Method>,
    /// Whether the account itself demands a second step: the one demand that a recovery code meets.
    pub second_step: bool,
}

/// What lacks: a proof by one of these methods, the best one first. None of them: what is demanded contradicts itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lacking {
    /// Nothing counts: the user signs in anew.
    SignIn(Vec<Method>),
    /// A further proof.
    Further(Vec<Method>),
}

impl Demand {
    /// What an account demands of everybody who signs in to it.
    pub fn of_account(second_step: bool) -> Self {
        Self { second_step, ..Self::default() }
    }

    /// What meets this and `other`.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        let new = other.without.iter().filter(|method| !self.without.contains(method));
        Self {
            level: self.level.max(other.level),
            max_age: self.max_age.into_iter().chain(other.max_age).min(),
            without: self.without.iter().chain(new).copied().collect(),
            second_step: self.second_step || other.second_step,
        }
    }

    /// The same, whenever the proofs were given: what a grant is held to for as long as it lives.
    #[must_use]
    pub fn at_any_age(&self) -> Self {
        Self { max_age: None, ..self.clone() }
    }

    /// Whether some proofs can meet it.
    pub fn is_possible(&self) -> bool {
        let may = |method: &Method| !self.without.contains(method);
        match self.level {
            Level::Otp if !self.second_step => Method::ALL.iter().any(|method| method.begins() && may(method)),
            Level::Otp => self.is_met_by_a_code_and(&[Method::Totp, Method::Recovery]) || may(&Method::Passkey),
            Level::TwoStep => self.is_met_by_a_code_and(&[Method::Totp]) || may(&Method::Passkey),
            Level::PhishingResistant => may(&Method::Passkey),
        }
    }

    fn is_met_by_a_code_and(&self, second: &[Method]) -> bool {
        let may = |method: &Method| !self.without.contains(method);
        [Method::Email, Method::Sms].iter().any(may) && second.iter().any(may)
    }

    /// The proofs that count, where they add up to what is demanded.
    pub fn judge(&self, proofs: &Proofs, now: Timestamp) -> Result<Proofs, Lacking> {
        let allowed = proofs.without(&self.without);
        let counting = match self.max_age {
            Some(most) => allowed.and_then(|allowed| allowed.within(most, now)),
            None => allowed,
        };
        let may = |methods: &[Method]| self.allowed(methods);
        let Some(counting) = counting else { return Err(self.anew()) };
        let level = counting.level();
        let has_second = level >= Level::TwoStep || counting.has(Method::Recovery);
        match self.level {
            Level::PhishingResistant if level < Level::PhishingResistant => {
                Err(Lacking::Further(may(&[Method::Passkey])))
            }
            Level::TwoStep if level < Level::TwoStep => Err(Lacking::Further(may(&[Method::Passkey, Method::Totp]))),
            _ if self.second_step && !has_second => {
                Err(Lacking::Further(may(&[Method::Passkey, Method::Totp, Method::Recovery])))
            }
            _ => Ok(counting),
        }
    }

    /// What lacks of somebody none of whose proofs counts any more: whoever has to show a passkey is asked for nothing besides.
    fn anew(&self) -> Lacking {
        match self.level {
            Level::PhishingResistant => Lacking::Further(self.allowed(&[Method::Passkey])),
            Level::Otp | Level::TwoStep => self.sign_in(),
        }
    }

    /// What lacks where no proof counts.
    pub fn sign_in(&self) -> Lacking {
        Lacking::SignIn(self.allowed(&[Method::Passkey, Method::Email, Method::Sms]))
    }

    /// Those of these methods that count.
    fn allowed(&self, methods: &[Method]) -> Vec<Method> {
        methods.iter().copied().filter(|method| !self.without.contains(method)).collect()
    }
}

impl Lacking {
    /// The methods that help, the best one first.
    pub fn methods(&self) -> &[Method] {
        match self {
            Self::SignIn(methods) | Self::Further(methods) => methods,
        }
    }
}

#[cfg(test)]
#[path = "demand_tests.rs"]
mod tests;
