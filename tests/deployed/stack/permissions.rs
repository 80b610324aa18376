//! What the roles of a template allow, judged as IAM does. What is not known here is an error, and never allowed.

use std::sync::LazyLock;

use local::template::Template;
use serde_json::Value;
use tests::Email;

/// The partition key of the table.
static PARTITION_KEY: LazyLock<String> =
    LazyLock::new(|| Template::of_this_repository().unwrap().table().keys[0].0.clone());

/// One call of AWS, as IAM sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Call {
    /// `dynamodb:GetItem`, `ses:SendRawEmail` …
    pub(crate) action: String,
    /// The ARNs that it touches, or a phone number, which has none.
    pub(crate) resources: Vec<String>,
    /// The condition keys that it has.
    pub(crate) context: Vec<(&'static str, Vec<String>)>,
    /// What stands in the same transaction and takes permissions of its own.
    pub(crate) beside: Vec<Self>,
}

/// The condition key of the items that a call is about.
pub(crate) const LEADING_KEYS: &str = "dynamodb:LeadingKeys";

impl Call {
    /// The call that stands in a request to `service`, which speaks JSON, or forms (SES, SNS).
    pub(crate) fn of(service: &str, target: Option<&str>, body: &[u8]) -> Result<Self, String> {
        let Some(operation) = target.and_then(|target| target.rsplit('.').next()) else {
            return Self::of_form(service, body);
        };
        let body: Value = serde_json::from_slice(body).map_err(|error| format!("{service}: {error}"))?;
        let service = service.replace('_', "").to_lowercase();
        let action = format!("{service}:{operation}");
        if operation == "TransactWriteItems" {
            return Self::of_transaction(&body).ok_or_else(|| format!("{action} is not known: {body}"));
        }
        let text = |name: &str| body[name].as_str().map(str::to_owned);
        let one = |name: &str| text(name).map(|found| vec![found]).ok_or_else(|| format!("{action} without {name}"));
        let mut context = Vec::new();
        let resources = match action.as_str() {
            "kms:Sign" | "kms:GetPublicKey" => {
                for (key, name) in [("kms:SigningAlgorithm", "SigningAlgorithm"), ("kms:MessageType", "MessageType")] {
                    context.extend(text(name).map(|value| (key, vec![value])));
                }
                one("KeyId")?
            }
            "secretsmanager:GetSecretValue" => one("SecretId")?,
            "ssm:GetParameter" => one("Name")?,
            // IAM knows no action of its own for several messages.
            "sqs:SendMessageBatch" => {
                let url = text("QueueUrl").ok_or_else(|| format!("{action} without QueueUrl"))?;
                let name = url.rsplit('/').next().unwrap_or_default().to_owned();
                let resources = vec![super::resources::arn("sqs", &name)];
                return Ok(Self { action: "sqs:SendMessage".to_owned(), resources, context, beside: Vec::new() });
            }
            _ => {
                let (tables, keys) = items(operation, &body).ok_or_else(|| format!("{action} is not known: {body}"))?;
                context.push((LEADING_KEYS, keys));
                tables.iter().map(|table| super::resources::table_arn(table)).collect()
            }
        };
        Ok(Self { action, resources, context, beside: Vec::new() })
    }

    /// A transaction takes the permissions of what is in it, each for all of its items.
    fn of_transaction(body: &Value) -> Option<Self> {
        let steps = body["TransactItems"].as_array()?;
        let named = |step: &Value| {
            ["Put", "ConditionCheck", "Update"].iter().filter(|name| step.get(name).is_some()).count() == 1
        };
        if !steps.iter().all(named) {
            return None;
        }
        let mut calls = Vec::new();
        for (name, action, item) in [
            ("Put", "PutItem", "Item"),
            ("ConditionCheck", "ConditionCheckItem", "Key"),
            ("Update", "UpdateItem", "Key"),
        ] {
            let steps: Vec<&Value> = steps.iter().filter_map(|step| step.get(name)).collect();
            if steps.is_empty() {
                continue;
            }
            let table = |step: &&Value| Some(super::resources::table_arn(step["TableName"].as_str()?));
            let resources = steps.iter().map(table).collect::<Option<_>>()?;
            let keys = steps.iter().map(|step| key(&step[item])).collect::<Option<_>>()?;
            let (action, context) = (format!("dynamodb:{action}"), vec![(LEADING_KEYS, keys)]);
            calls.push(Self { action, resources, context, beside: Vec::new() });
        }
        let mut calls = calls.into_iter();
        let first = calls.next()?;
        Some(Self { beside: calls.collect(), ..first })
    }

    fn of_form(service: &str, body: &[u8]) -> Result<Self, String> {
        let field = |wanted: &str| {
            let mut fields = form_urlencoded::parse(body);
            let found = fields.find_map(|(name, value)| (name == wanted).then(|| value.into_owned()));
            found.ok_or_else(|| format!("{service}: a call without {wanted}"))
        };
        let mut context = Vec::new();
        let action = format!("{}:{}", service.to_lowercase(), field("Action")?);
        let resources = match action.as_str() {
            "ses:SendRawEmail" => {
                // What the message itself says is what its reader sees.
                let from = Email::of_data(&field("RawMessage.Data")?).from.1;
                if field("Source")? != from {
                    return Err(format!("{action} from another address than the message's own"));
                }
                // That of the domain is the one that the account has.
                let (_, domain) = from.rsplit_once('@').ok_or_else(|| format!("no address: {from}"))?;
                let identity = super::resources::arn("ses", &format!("identity/{domain}"));
                context.push(("ses:FromAddress", vec![from]));
                let set = field("ConfigurationSetName");
                let set = set.map(|name| super::resources::arn("ses", &format!("configuration-set/{name}")));
                [identity].into_iter().chain(set).collect()
            }
            "sns:Publish" => vec![field("TopicArn").or_else(|_| field("TargetArn")).or_else(|_| field("PhoneNumber"))?],
            "cloudformation:DescribeStacks" => vec![field("StackName")?],
            unknown => return Err(format!("{unknown} is not known")),
        };
        Ok(Self { action, resources, context, beside: Vec::new() })
    }

    /// The same call on each of its items alone.
    pub(crate) fn parts(&self) -> Vec<Self> {
        let own = Self { beside: Vec::new(), ..self.clone() };
        let of_others = self.beside.iter().flat_map(Self::parts);
        let Some((_, keys)) = self.context.iter().find(|(key, _)| *key == LEADING_KEYS) else {
            return [own].into_iter().chain(of_others).collect();
        };
        let alone = |key: &String| Self { context: vec![(LEADING_KEYS, vec![key.clone()])], ..own.clone() };
        keys.iter().map(alone).chain(of_others).collect()
    }

    /// Whether some statement allows it for each of its resources, and none denies it; and so what stands beside it.
    pub(crate) fn is_allowed(&self, statements: &[Value]) -> Result<bool, String> {
        for other in &self.beside {
            if !other.is_allowed(statements)? {
                return Ok(false);
            }
        }
        let mut allowed = !self.resources.is_empty();
        for resource in &self.resources {
            let mut granted = false;
            for statement in statements {
                if self.fits(statement, resource)? {
                    match statement["Effect"].as_str() {
                        Some("Allow") => granted = true,
                        Some("Deny") => return Ok(false),
                        _ => return Err(format!("no effect: {statement}")),
                    }
                }
            }
            allowed &= granted;
        }
        Ok(allowed)
    }

    /// Whether a statement is about this call on one of its resources.
    fn fits(&self, statement: &Value, resource: &str) -> Result<bool, String> {
        let named = |positive: &str, negative: &str, is: &dyn Fn(&String) -> bool| match (
            statement.get(positive),
            statement.get(negative),
        ) {
            (Some(patterns), None) => Ok(texts(patterns)?.iter().any(is)),
            (None, Some(patterns)) => Ok(!texts(patterns)?.iter().any(is)),
            _ => Err(format!("either {positive} or {negative}: {statement}")),
        };
        let mut fits = named("Action", "NotAction", &|pattern| like(pattern, &self.action))?
            && named("Resource", "NotResource", &|pattern| like_arn(pattern, resource))?;
        // What only AWS does in the role's name has conditions that no call of ours ever has.
        if !fits && statement["Sid"] == "SmsBySns" {
            return Ok(false);
        }
        for (operator, keys) in statement["Condition"].as_object().into_iter().flatten() {
            for (key, patterns) in keys.as_object().ok_or_else(|| format!("no condition: {keys}"))? {
                fits &= self.meets(operator, key, &texts(patterns)?)?;
            }
        }
        Ok(fits)
    }

    fn meets(&self, operator: &str, key: &str, patterns: &[String]) -> Result<bool, String> {
        let (every, plain) = match operator.split_once(':') {
            Some(("ForAllValues", plain)) => (true, plain),
            Some(_) => return Err(format!("the condition {operator} is not known")),
            None => (false, operator),
        };
        let (lenient, plain) = plain.strip_suffix("IfExists").map_or((false, plain), |plain| (true, plain));
        let alike: fn(&str, &str) -> bool = match plain {
            "StringEquals" => |pattern, value| pattern == value,
            "StringLike" => like,
            "ArnLike" | "ArnEquals" => like_arn,
            _ => return Err(format!("the condition {operator} is not known")),
        };
        let Some((_, values)) = self.context.iter().find(|(known, _)| known.eq_ignore_ascii_case(key)) else {
            return Ok(every || lenient);
        };
        let fits = |value: &String| patterns.iter().any(|pattern| alike(pattern, value));
        Ok(if every { values.iter().all(fits) } else { values.iter().any(fits) })
    }
}

/// Whether a statement is about what Lambda, or SNS on its way to a phone, does in the name of a role.
pub(crate) fn is_for_lambda(statement: &Value) -> bool {
    let of_lambda =
        |action: &String| ["logs:", "xray:", "sms-voice:"].iter().any(|service| action.starts_with(service));
    let queue = statement["Sid"] == "Queue" || statement["Sid"] == "Failures";
    queue || texts(&statement["Action"]).unwrap().iter().all(of_lambda)
}

/// A statement as several, each with one action and one pattern of items.
pub(crate) fn grants(statement: &Value) -> Vec<Value> {
    let place = format!("/Condition/ForAllValues:StringLike/{LEADING_KEYS}");
    let keys = statement.pointer(&place).map(|keys| texts(keys).unwrap());
    let mut grants = Vec::new();
    for action in texts(&statement["Action"]).unwrap() {
        let mut grant = statement.clone();
        grant["Action"] = action.into();
        for key in keys.iter().flatten() {
            *grant.pointer_mut(&place).unwrap() = key.as_str().into();
            grants.push(grant.clone());
        }
        grants.extend(keys.is_none().then_some(grant));
    }
    grants
}

/// The tables and the partition keys of a call of DynamoDB; `None` where it is not known how they stand in it.
fn items(operation: &str, body: &Value) -> Option<(Vec<String>, Vec<String>)> {
    let keys = match operation {
        "GetItem" | "UpdateItem" | "DeleteItem" => vec![key(&body["Key"])?],
        "PutItem" => vec![key(&body["Item"])?],
        "Query" => vec![queried_key(body)?],
        "BatchGetItem" => {
            let batches = body["RequestItems"].as_object()?;
            let asked = batches.values().map(|batch| batch["Keys"].as_array()).collect::<Option<Vec<_>>>()?;
            let keys = asked.into_iter().flatten().map(key).collect::<Option<Vec<_>>>()?;
            return Some((batches.keys().cloned().collect(), keys)).filter(|(_, keys)| !keys.is_empty());
        }
        "BatchWriteItem" => {
            let batches = body["RequestItems"].as_object()?;
            let writes = batches.values().map(Value::as_array).collect::<Option<Vec<_>>>()?;
            let written = |write: &Value| match write.get("PutRequest") {
                Some(put) => key(&put["Item"]),
                None => key(&write["DeleteRequest"]["Key"]),
            };
            let keys = writes.into_iter().flatten().map(written).collect::<Option<Vec<_>>>()?;
            return Some((batches.keys().cloned().collect(), keys)).filter(|(_, keys)| !keys.is_empty());
        }
        _ => return None,
    };
    Some((vec![body["TableName"].as_str()?.to_owned()], keys))
}

/// The partition key of an item, or of what names one.
fn key(item: &Value) -> Option<String> {
    item[PARTITION_KEY.as_str()]["S"].as_str().map(str::to_owned)
}

/// The partition key that a query asks for.
fn queried_key(body: &Value) -> Option<String> {
    // On an index the leading keys are those of the index.
    let None = body.get("IndexName") else { return None };
    let (name, _) = body["ExpressionAttributeNames"].as_object()?.iter().find(|(_, name)| **name == *PARTITION_KEY)?;
    let (_, after) = body["KeyConditionExpression"].as_str()?.split_once(&format!("{name} = "))?;
    body["ExpressionAttributeValues"][after.split(' ').next()?]["S"].as_str().map(str::to_owned)
}

/// One text, or a list of them.
pub(crate) fn texts(value: &Value) -> Result<Vec<String>, String> {
    let text = |value: &Value| value.as_str().map(str::to_owned).ok_or_else(|| format!("not a text: {value}"));
    match value {
        Value::Array(values) => values.iter().map(text).collect(),
        value => Ok(vec![text(value)?]),
    }
}

/// Whether an ARN is as `pattern` says, part by part: no `*` reaches beyond a colon but in the last part.
pub(crate) fn like_arn(pattern: &str, arn: &str) -> bool {
    let parts =
        |arn: &str| Some(arn.splitn(6, ':').map(str::to_owned).collect::<Vec<_>>()).filter(|all| all.len() == 6);
    match (parts(pattern), parts(arn)) {
        _ if pattern == "*" => true,
        (Some(patterns), Some(parts)) => patterns.iter().zip(&parts).all(|(pattern, part)| like(pattern, part)),
        _ => false,
    }
}

/// Whether `text` is as `pattern` says, in which `*` stands for anything and `?` for one character.
pub(super) fn like(pattern: &str, text: &str) -> bool {
    let Some(first) = pattern.chars().next() else { return text.is_empty() };
    let rest = &pattern[first.len_utf8()..];
    match (first, text.chars().next()) {
        ('*', _) => (0..=text.len()).any(|skipped| text.get(skipped..).is_some_and(|text| like(rest, text))),
        (_, None) => false,
        (_, Some(character)) => (first == '?' || first == character) && like(rest, &text[character.len_utf8()..]),
    }
}
