//! What the roles of a template allow, judged as IAM does.

use serde_json::Value;

/// One call of AWS, as IAM sees it.
#[derive(Debug)]
pub(super) struct Call {
    /// `dynamodb:GetItem`, `ses:SendEmail` …
    pub(super) action: String,
    /// The ARNs that it touches; `*` where there is none.
    pub(super) resources: Vec<String>,
    /// The condition keys that it has.
    pub(super) context: Vec<(&'static str, Vec<String>)>,
}

impl Call {
    /// The call that stands in a request to `service`, which speaks JSON, or forms (SES, SNS).
    pub(super) fn of(service: &str, target: Option<&str>, body: &[u8]) -> Self {
        let Some(operation) = target.and_then(|target| target.rsplit('.').next()) else {
            return Self::of_form(service, body);
        };
        let body: Value = serde_json::from_slice(body).unwrap();
        let text = |name: &str| body[name].as_str().map(str::to_owned);
        let service = service.replace('_', "").to_lowercase();
        let mut context = Vec::new();
        let resources = match service.as_str() {
            "dynamodb" => {
                let mut keys: Vec<String> = queried_key(&body).into_iter().collect();
                leading_keys(&body, &mut keys);
                assert!(!keys.is_empty(), "no key in {body}");
                context.push(("dynamodb:LeadingKeys", keys));
                let batched = body["RequestItems"].as_object().into_iter().flatten().map(|(table, _)| table.clone());
                text("TableName").into_iter().chain(batched).map(|table| super::stack::table_arn(&table)).collect()
            }
            "kms" => {
                for (key, name) in [("kms:SigningAlgorithm", "SigningAlgorithm"), ("kms:MessageType", "MessageType")] {
                    context.extend(text(name).map(|value| (key, vec![value])));
                }
                text("KeyId").into_iter().collect()
            }
            "secretsmanager" => text("SecretId").into_iter().collect(),
            unknown => panic!("calls of {unknown} are not known here"),
        };
        Self { action: format!("{service}:{operation}"), resources, context }
    }

    fn of_form(service: &str, body: &[u8]) -> Self {
        let field = |wanted: &str| {
            let mut fields = form_urlencoded::parse(body);
            fields.find_map(|(name, value)| (name == wanted).then(|| value.into_owned()))
        };
        let mut context = Vec::new();
        let resources = match service {
            "SES" => {
                let from = field("Source").unwrap();
                // That of the domain is the one that the account has.
                let (_, domain) = from.rsplit_once('@').unwrap();
                let identity = super::stack::arn("ses", &format!("identity/{domain}"));
                context.push(("ses:FromAddress", vec![from]));
                let set = field("ConfigurationSetName");
                let set = set.map(|name| super::stack::arn("ses", &format!("configuration-set/{name}")));
                [identity].into_iter().chain(set).collect()
            }
            // A phone number has no ARN.
            "SNS" => vec![field("TopicArn").or_else(|| field("PhoneNumber")).unwrap()],
            unknown => panic!("calls of {unknown} are not known here"),
        };
        Self { action: format!("{}:{}", service.to_lowercase(), field("Action").unwrap()), resources, context }
    }

    /// Whether some statement allows it for each of its resources, and none denies it.
    pub(super) fn is_allowed(&self, statements: &[Value]) -> bool {
        let fits = |effect: &str, resource: &str| {
            let of_effect = |statement: &&Value| statement["Effect"] == effect;
            statements.iter().filter(of_effect).any(|statement| self.fits(statement, resource))
        };
        !self.resources.is_empty()
            && self.resources.iter().all(|resource| fits("Allow", resource) && !fits("Deny", resource))
    }

    fn fits(&self, statement: &Value, resource: &str) -> bool {
        let named = |positive: &str, negative: &str, value: &str| {
            let any = |patterns: &Value| texts(patterns).iter().any(|pattern| like(pattern, value));
            match (statement.get(positive), statement.get(negative)) {
                (Some(patterns), None) => any(patterns),
                (None, Some(patterns)) => !any(patterns),
                _ => panic!("either {positive} or {negative}: {statement}"),
            }
        };
        let conditions = statement["Condition"].as_object().into_iter().flatten();
        named("Action", "NotAction", &self.action)
            && named("Resource", "NotResource", resource)
            && conditions.into_iter().all(|(operator, keys)| {
                keys.as_object().unwrap().iter().all(|(key, patterns)| self.meets(operator, key, &texts(patterns)))
            })
    }

    fn meets(&self, operator: &str, key: &str, patterns: &[String]) -> bool {
        let (every, operator) = match operator.split_once(':') {
            Some(("ForAllValues", operator)) => (true, operator),
            Some((unknown, _)) => panic!("{unknown} is not known here"),
            None => (false, operator),
        };
        let (lenient, operator) = match operator.strip_suffix("IfExists") {
            Some(operator) => (true, operator),
            None => (false, operator),
        };
        let Some((_, values)) = self.context.iter().find(|(known, _)| known.eq_ignore_ascii_case(key)) else {
            return every || lenient;
        };
        let fits = |value: &String| match operator {
            "StringEquals" => patterns.contains(value),
            "StringLike" | "ArnLike" => patterns.iter().any(|pattern| like(pattern, value)),
            unknown => panic!("the condition {unknown} is not known here"),
        };
        if every { values.iter().all(fits) } else { values.iter().any(fits) }
    }
}

/// The partition key that a query asks for.
fn queried_key(body: &Value) -> Option<String> {
    let (name, _) = body["ExpressionAttributeNames"].as_object()?.iter().find(|(_, name)| *name == "pk")?;
    let (_, after) = body["KeyConditionExpression"].as_str()?.split_once(&format!("{name} = "))?;
    body["ExpressionAttributeValues"][after.split(' ').next()?]["S"].as_str().map(str::to_owned)
}

/// The partition keys of a call: of its key, its item, or its items.
fn leading_keys(body: &Value, found: &mut Vec<String>) {
    match body {
        Value::Object(members) => {
            for (name, value) in members {
                match (name.as_str(), value["S"].as_str()) {
                    ("pk", Some(key)) => found.push(key.to_owned()),
                    _ => leading_keys(value, found),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| leading_keys(value, found)),
        _ => {}
    }
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(values) => values.iter().flat_map(texts).collect(),
        other => panic!("not a text: {other}"),
    }
}

/// Whether `text` is as `pattern` says, in which `*` stands for anything and `?` for one character.
fn like(pattern: &str, text: &str) -> bool {
    let Some(first) = pattern.chars().next() else { return text.is_empty() };
    let rest = &pattern[first.len_utf8()..];
    match (first, text.chars().next()) {
        ('*', _) => (0..=text.len()).any(|skipped| text.get(skipped..).is_some_and(|text| like(rest, text))),
        (_, None) => false,
        (_, Some(character)) => (first == '?' || first == character) && like(rest, &text[character.len_utf8()..]),
    }
}

#[test]
fn statements_are_judged_as_iam_does() {
    let table = super::stack::table_arn("StateTable");
    let statement = serde_json::json!({
        "Effect": "Allow", "Action": ["dynamodb:GetItem"], "Resource": table,
        "Condition": { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["subject#*"] } },
    });
    let call = |operation: &str, key: &str| {
        let body = serde_json::json!({ "TableName": "StateTable", "Key": { "pk": { "S": key } } }).to_string();
        Call::of("DYNAMODB", Some(&format!("DynamoDB_20120810.{operation}")), body.as_bytes())
    };
    let allowed = |call: Call| call.is_allowed(std::slice::from_ref(&statement));
    assert!(allowed(call("GetItem", "subject#a")));
    assert!(!allowed(call("PutItem", "subject#a")), "another action");
    assert!(!allowed(call("GetItem", "identifier#a")), "another key");
    assert!(!call("GetItem", "subject#a").is_allowed(&[]));
    assert!(like("a*c?", "abbcd") && !like("a*c", "ab") && !like("a", "ab") && like("*", ""));
}
