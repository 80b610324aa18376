//! What the policies of the stack's own keys give to the roles of functions, and take from them. A key does only what its
//! policy says: a role's own statement counts where the policy leaves the matter to the account.

use serde_json::{Value, json};

use super::permissions::{like, texts};
use super::resources::{Stack, account, document};

/// The policy of one key.
#[derive(Clone, Debug)]
pub(super) struct KeyPolicy {
    /// The key's ARN.
    pub(super) key: String,
    /// Its statements.
    pub(super) statements: Vec<Value>,
}

impl KeyPolicy {
    /// What the policy itself lets a role do, as if it stood in the role.
    pub(super) fn grants(&self, role: &str) -> Vec<Value> {
        let granted = self.statements.iter().filter(|statement| names(statement, role));
        granted.cloned().map(|statement| self.as_if_in_a_role(statement)).collect()
    }

    /// What is left of a role's statement: `None` where it is about this key alone and the policy does not leave that to the
    /// account.
    pub(super) fn leaves(&self, mut statement: Value) -> Option<Value> {
        let about = texts(statement.get("Resource").unwrap_or(&json!([]))).unwrap();
        if !about.contains(&self.key) {
            return Some(statement);
        }
        let delegated: Vec<String> =
            self.statements.iter().filter(|own| names(own, &account())).flat_map(actions).collect();
        let counts = |action: &String| delegated.iter().any(|pattern| like(pattern, action));
        if !actions(&statement).iter().all(counts) {
            statement["Resource"] = about.into_iter().filter(|other| *other != self.key).collect();
        }
        (statement["Resource"] != json!([])).then_some(statement)
    }

    /// In a key's policy `*` is the key.
    fn as_if_in_a_role(&self, mut statement: Value) -> Value {
        assert_eq!(statement["Resource"], "*", "{statement}");
        statement["Resource"] = json!(self.key);
        statement
    }
}

fn names(statement: &Value, principal: &str) -> bool {
    texts(&statement["Principal"]["AWS"]).unwrap().iter().any(|named| named == principal)
}

fn actions(statement: &Value) -> Vec<String> {
    texts(&statement["Action"]).unwrap()
}

fn stack(more: &[(&str, &str)]) -> Stack {
    Stack::on_paper(&document(), &[&super::PARAMETERS, more].concat()).unwrap()
}

#[test]
fn aw_05_nobody_but_verify_and_token_signs_with_the_keys_of_the_stack_and_id_tokens_token_alone() {
    let by_default = [("AccessTokenKey", 2), ("NextAccessTokenKey", 2), ("SigningKey", 1)];
    let with_one_key = [("NextSigningKey", 2), ("SigningKey", 2)];
    for (made, expected) in [("ES256-next", by_default.as_slice()), ("RS256-next", &with_one_key)] {
        let stack = stack(&[("MakeSigningKeys", made)]);
        let mut found = Vec::new();
        for policy in stack.key_policies() {
            let signers: &[&str] = match expected.iter().find(|(name, _)| policy.key.ends_with(&format!("-{name}"))) {
                Some((_, 1)) => &["token"],
                Some(_) => &["verify", "token"],
                None => panic!("{made}: {}", policy.key),
            };
            lets_sign(&stack, &policy, signers);
            found.push(policy.key);
        }
        assert_eq!(found.len(), expected.len(), "{found:?}");
    }
}

fn lets_sign(stack: &Stack, policy: &KeyPolicy, signers: &[&str]) {
    for statement in &policy.statements {
        assert_eq!(statement["Effect"], "Allow");
        let reaches = |action: &str| actions(statement).iter().any(|pattern| like(pattern, action));
        let principals = texts(&statement["Principal"]["AWS"]).unwrap();
        if reaches("kms:Sign") {
            assert_eq!(principals, signers.iter().map(|function| stack.role_of(function)).collect::<Vec<_>>());
            assert_eq!(actions(statement), ["kms:Sign"]);
        } else {
            // A grant would let somebody else sign, as would another policy, which takes an administrator of the account.
            assert!(!reaches("kms:CreateGrant"), "{statement}");
            assert_eq!(principals, [account()]);
            assert!(reaches("kms:PutKeyPolicy"), "nobody could ever change it");
        }
    }
    let signs = json!({ "Effect": "Allow", "Action": "kms:Sign", "Resource": [&policy.key, "another"] });
    assert_eq!(policy.leaves(signs).unwrap()["Resource"], json!(["another"]), "a role's own word does not count");
    let asks = json!({ "Effect": "Allow", "Action": "kms:GetPublicKey", "Resource": &policy.key });
    assert_eq!(policy.leaves(asks.clone()), Some(asks));
    for function in stack.binaries() {
        let signs = signers.contains(&function.as_str());
        assert_eq!(policy.grants(&stack.role_of(&function)).len(), usize::from(signs), "{function}");
    }
}
