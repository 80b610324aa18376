"""What docs/operate.md and docs/feedback.md have an operator do about single users, failed reports and a lost table."""

import json
from datetime import datetime, timezone

from checks import expect, say
from commands import ROOT

ADA = "ada@example.org"


class Incidents:
    def __init__(self, operator):
        self.emulator, self.shell, self.service = operator.emulator, operator.shell, operator.service
        self.operator, self.operates = operator, operator.operates

    def gets_mail(self, address):
        before = len(self.emulator.mails())
        self.service.post("/otp/request", {"email": address})
        return len(self.emulator.mails()) > before

    def a_report_that_failed_is_heeded(self):
        queue, sqs = self.emulator.outputs()["FeedbackFailuresUrl"], self.emulator.client("sqs")
        # As Lambda leaves it there: the emulator would put it into another message.
        report = (ROOT / "events/feedback-complaint.json").read_text().replace("alan@example.org", ADA)
        sqs.send_message(QueueUrl=queue, MessageBody=report)
        expect(self.gets_mail(ADA), "no mail before the report is heeded")
        self.operates("Alarms", "message.json", "lambda invoke")
        waiting = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
        counts = {name: count for name, count in waiting.items() if name.startswith("ApproximateNumberOfMessages")}
        expect(set(counts.values()) == {"0"}, f"the message is still there: {counts}")
        expect(not self.gets_mail(ADA), "mail to somebody who complained")
        own = self.shell.runs("resource ConfigurationSet").strip()
        self.shell.plays("feedback.md", "What a bounce says", own=own)
        self.shell.plays("feedback.md", "Showing and lifting", "export", "eval", "suppression")
        expect(self.gets_mail(ADA), "no mail although the suppression is lifted")
        self.operates("As an operator", "suppression")
        say("a report that failed is heeded, and what it suppressed is shown and lifted")

    def a_user_is_signed_out(self):
        sessions, other = [self.service.sign_in(ADA) for _ in range(2)], self.service.sign_in("edsger@example.org")
        ended = self.operates("Incident: end every session now", "sessions end ada")
        expect(": 2 ended" in ended, f"not as many as there are: {ended}")
        for session in sessions:
            expect(self.operator.is_over(session) and not self.operator.goes_on(session), "a session outlives its end")
        expect(self.operator.passes(other) and self.operator.goes_on(other), "somebody else's session is ended")
        self.operates("As an operator", "sessions end")
        say("a user's sessions are ended, and nobody else's")

    def everybody_is_signed_out(self):
        session = self.service.sign_in("edsger@example.org")
        expect(self.operator.passes(session), "no session")
        self.operates("Incident: end every session now", "end-everybody")
        expect(self.operator.is_over(session), "an access token outlives the end of everything")
        expect(not self.operator.goes_on(session), "a session outlives the end of everything")
        say("every session is ended at once")

    def the_table_is_restored(self):
        drill = lambda *parts, **given: self.operates("Restore drill", *parts, **given)
        session = self.service.sign_in("barbara@example.org")
        drill("-drill")
        drill("reserved-concurrent-executions")
        status = self.service.call("POST", "/otp/request", json.dumps({"email": ADA}).encode())[0]
        expect(status in (429, 500, 503), f"a service that was stopped answers {status}")
        drill("moment=", "-restored", moment=datetime.now(timezone.utc).isoformat(timespec="seconds"))
        self.copy_back(self.emulator.outputs()["TableName"])
        drill("delete-function-concurrency")
        expect(not self.operator.goes_on(session), "a session outlives the table that it is restored with")
        expect(self.operator.passes(self.service.sign_in("barbara@example.org")), "nobody signs in")
        say("the table is restored, with every session in it ended")

    def copy_back(self, name):
        """What no command does: the items of the restored table, where the stack looks."""
        tables = self.emulator.resource("dynamodb")
        table, restored = tables.Table(name), tables.Table(f"{name}-restored")
        dynamodb = self.emulator.client("dynamodb")
        described = dynamodb.describe_time_to_live(TableName=restored.name)["TimeToLiveDescription"]
        expect(described == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires_at"}, f"no TTL: {described}")
        described = dynamodb.describe_continuous_backups(TableName=restored.name)["ContinuousBackupsDescription"]
        recovery = described["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"]
        expect(recovery == "ENABLED", f"no recovery: {described}")
        keys = [key["AttributeName"] for key in table.key_schema]
        with table.batch_writer() as writer:
            for item in table.scan()["Items"]:
                writer.delete_item(Key={key: item[key] for key in keys})
        with table.batch_writer() as writer:
            for item in restored.scan()["Items"]:
                writer.put_item(Item=item)
