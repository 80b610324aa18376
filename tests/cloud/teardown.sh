#!/usr/bin/env bash
# Deletes a stack, and what it leaves behind on purpose: the table with every session and its backups, the master secret, the
# signing keys, the logs. Shows everything and asks before it deletes. Nobody can sign in afterwards, and nothing brings the
# users' sessions back. Where it was interrupted, run it again with the id of the stack that it printed.
#
#   tests/cloud/teardown.sh STACK [--email-identity DOMAIN]
#
# Takes the AWS CLI 2, with AWS_REGION and the credentials of an administrator of the stack.
set -euo pipefail

usage="usage: $0 STACK [--email-identity DOMAIN]"
stack=${1:-}
identity=
if [[ -z $stack || $stack == -* ]]; then
  echo "$usage" >&2
  exit 2
fi
shift
if [[ ${1:-} == --email-identity && -n ${2:-} ]]; then
  identity=$2
  shift 2
fi
if [[ $# -ne 0 ]]; then
  echo "$usage" >&2
  exit 2
fi
command -v aws >/dev/null || {
  echo "the AWS CLI is missing" >&2
  exit 1
}

# A stack that is gone is known by its id alone, for 90 days.
id=$(aws cloudformation describe-stacks --stack-name "$stack" --query "Stacks[0].StackId" --output text)

# resources TYPE: the physical ids of the stack's resources of one type.
resources() {
  aws cloudformation list-stack-resources --stack-name "$id" --output text \
    --query "StackResourceSummaries[?ResourceType=='$1' && ResourceStatus!='DELETE_COMPLETE'].PhysicalResourceId" |
    tr '\t' '\n' | sed '/^None$/d;/^$/d'
}

# Asked for before the stack goes: nobody knows afterwards.
tables=$(resources AWS::DynamoDB::Table)
secrets=$(resources AWS::SecretsManager::Secret)
keys=$(resources AWS::KMS::Key)
functions=$(resources AWS::Lambda::Function)
groups=$(resources AWS::Logs::LogGroup)
# Those that Lambda made by itself.
for function in $functions; do
  groups+=$(printf '\n/aws/lambda/%s' "$function")
done
groups=$(sed '/^$/d' <<<"$groups" | sort -u)

echo "account   $(aws sts get-caller-identity --query Account --output text), region ${AWS_REGION:-$(aws configure get region)}"
echo "stack     $stack ($id)"
for table in $tables; do echo "table     $table, with every session, and all its backups"; done
for secret in $secrets; do echo "secret    $secret, at once"; done
for key in $keys; do echo "key       $key, after 7 days"; done
for group in $groups; do echo "log group $group"; done
[[ -z $identity ]] || echo "identity  $identity in SES: nothing in this account can send from it any more"
read -r -p "Type the name of the stack to delete all of this: " answer
if [[ $answer != "$stack" ]]; then
  echo "nothing was deleted"
  exit 1
fi

echo "deleting the stack"
aws cloudformation delete-stack --stack-name "$id"
aws cloudformation wait stack-delete-complete --stack-name "$id"

# gone COMMAND…: runs it; that its object is gone already is no failure.
gone() {
  local told
  if ! told=$("$@" 2>&1); then
    if [[ $told != *NotFound* && $told != *KMSInvalidState* ]]; then
      echo "$told" >&2
      return 1
    fi
  fi
}
echo "deleting what it left"
for table in $tables; do
  # Else DynamoDB keeps a backup of its own for 35 days.
  gone aws dynamodb update-continuous-backups --table-name "$table" \
    --point-in-time-recovery-specification PointInTimeRecoveryEnabled=false
  gone aws dynamodb update-table --table-name "$table" --no-deletion-protection-enabled
  aws dynamodb wait table-exists --table-name "$table" || true
  gone aws dynamodb delete-table --table-name "$table"
  backups=$(aws dynamodb list-backups --table-name "$table" --query "BackupSummaries[].BackupArn" --output text)
  for backup in $backups; do [[ $backup == None ]] || gone aws dynamodb delete-backup --backup-arn "$backup"; done
done
for secret in $secrets; do gone aws secretsmanager delete-secret --secret-id "$secret" --force-delete-without-recovery; done
for key in $keys; do
  # One that is to be deleted already is in an invalid state for it.
  gone aws kms schedule-key-deletion --key-id "$key" --pending-window-in-days 7
done
for group in $groups; do gone aws logs delete-log-group --log-group-name "$group"; done
[[ -z $identity ]] || gone aws sesv2 delete-email-identity --email-identity "$identity"

cat <<'TEXT'
Gone, and the keys in 7 days. Nobody can delete metrics of CloudWatch (15 months), traces of X-Ray (30 days), SES's suppression
list of the account, and logs that SNS wrote of deliveries, if you switched them on. What no stack made is yours to end: keys that you created for a rotation
(aws kms schedule-key-deletion), origination identities (aws pinpoint-sms-voice-v2 release-phone-number), the certificate and
the zone of a domain, and the bucket of SAM (the stack aws-sam-cli-managed-default), which your other SAM stacks use, too.
TEXT
