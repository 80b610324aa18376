# What the other pages say.
#
# $service      what the service is called
# $client       the app that asks for a sign-in
# $account      whom the browser is signed in as, masked: a•••@example.org

## Consent

confirm = Continue to { $client }?
    .title = Continue to { $client }
    .host = It answers at { $host }.
    .grants = { $client } will be able to
    .yes = Continue
    .no = Cancel
    .other-account = Use another account

signed-in-as = You are signed in as { $account }.

# Each goes on from "The app will be able to" or "may".
grant-email = see your email address
grant-phone = see your phone number
grant-offline-access = stay signed in after you sign out here
grant-account = change your account
grant-other = use { $scope }

## A passkey is offered after a sign-in by a code

offer = Sign in without a code next time
    .text = This device makes a passkey, and opens it as you unlock the device: by your fingerprint, your face or its PIN. There is nothing to type, and no other site can use it.
    .later = Not now

## A further step

step = One more step
    .show = Show it by something that your account has.
    .every = Show that each of these is yours as well, by a code.
    .recovery-or-every = Enter one of your recovery codes. Without one, show that each of these is yours as well, by a code.
    .passkey = Use a passkey
    .script = A passkey needs JavaScript, which is off here.
    .app = Code of your authenticator app
    .recovery = Recovery code
    .add = More is demanded than a code that we send. Add it to your account in a new tab, then go on here.
    .add-passkey = Add a passkey
    .add-app = Add an authenticator app
    .added = I have added it
    .other-way = The way in which you signed in does not count here. Use another one.
    .nothing = More is demanded than you can show here.
    .back = Go back to { $client } without it
    .anew = Sign in in another way

## Sign out

sign-out = Sign out
    .heading = Sign out of { $service }?

signed-out = You are signed out
    .everywhere = You are signed out everywhere
    .close = You can close this page.

## Account

account = Your account
    .since = at { $service }, since { $since }
    .identifiers = You sign in with
    .proving = How you prove who you are
    .passkeys = Passkeys
    .no-passkey = none yet
    .add-passkey = Add a passkey
    .rename-passkey = Rename
    .passkey-name = New name
    .save-name = Save
    .remove-passkey = Remove
    .app = Authenticator app
    .app-is-off = off after too many wrong codes
    .no-app = not set up
    .set-app = Set up
    .replace-app = Replace
    .remove-app = Remove
    .recovery = Recovery codes
    .codes-left = left: { $left }
    .renew-codes = Make new ones
    .second-step = Second step
    .step-demanded = demanded at every sign-in
    .no-step = not demanded
    .demand-step = Demand it
    .drop-step = Demand it no more
    .sign-ins = Where you are signed in
    .browser = Browser
    .this-browser = this browser
    .last-used = last used { $when }
    .network = from { $network }
    .end = Sign out
    .end-there = Sign out there
    .end-all = Sign out everywhere
    .consents = Apps that you have let in
    .may = may: { $grants }
    .since-day = since { $since }
    .take-back = Take back
    .data = Your data
    .export = Download everything that we have of you
    .sure = I want my account erased. Nobody can bring it back.
    .erase = Erase my account
    .prove = To erase your account, show once more who you are.
    .get-code = Get a code
    .erased = Your account is erased

add-passkey = Add a passkey
    .text = With it you sign in by face, finger or PIN, without a code. Your device or password manager keeps it.
    .name = What you call it
    .yes = Add it
    .wrong = No passkey was added. Perhaps there is one on this device already.
remove-passkey = Remove this passkey?
    .text = Nobody signs in by it any more, and sign-ins that came by it end.
    .yes = Remove it

set-app = Set up an authenticator app
    .scan = Scan this with your app.
    .picture = QR code for the app
    .type = Or type this secret into it:
    .once = The secret is shown once. Type the code that your app shows now.
    .anew = Begin anew with another secret
    .code = Code that the app shows
    .confirm = Confirm

remove-app = Remove the authenticator app?
    .text = Sign-ins that came by it end elsewhere. With nothing left that could be one, no second step is demanded.
    .yes = Remove it
renew-codes = Make new recovery codes?
    .text = The ones of before count no more.
    .yes = Make them
demand-step = Demand a second step at every sign-in?
    .text = Whoever has your email or your phone then needs your app or passkey as well. Sign-ins without it end elsewhere.
    .yes = Demand it
drop-step = Demand a second step no more?
    .text = A code by email or text message is enough to sign in then.
    .yes = Demand it no more

lose =
    .app = I have lost the authenticator app
    .passkey = I have lost this passkey
    .everything = I have lost everything: every passkey, and the app
    .text = It can be removed from { $due } on. Until then every address and number of your account is told, and a passkey, the app or another recovery code can stop it. After that you show once more what you have shown now.
    .yes = Report it as lost
removal =
    .app = The authenticator app was reported lost. It can be removed from { $due } on.
    .passkey = A passkey was reported lost. It can be removed from { $due } on.
    .everything = All passkeys and the authenticator app were reported lost. They can be removed from { $due } on.
stop-removal = Stop the removal?
    .text = Your account keeps what was reported lost.
    .yes = Stop the removal
complete-removal = Remove what was lost?
    .text = Nobody signs in by it any more, and sign-ins that came by it end. With nothing left that could be one, no second step is demanded.
    .yes = Remove what was lost

recovery-codes = Your recovery codes
    .text = Keep them where nobody else finds them: each stands in once for what you have lost. They are shown this once.
    .download = Download them
    .kept = I have kept them

done-ended = That sign-in is over.
done-ended-before = That sign-in was over already.
done-taken-back = That app is let in no more.
done-nothing = Nothing was changed.
done-again = Nothing was changed: do it once more.

## What went wrong: a heading and a sentence

fault-unknown-client = This app is not known here
    .text = The page that sent you here names an app that is not registered. Go back, and tell who runs it.
fault-unknown-redirect = This address is not known here
    .text = The page that sent you here wants you back at an address that is not registered. Go back, and tell who runs it.
fault-unreadable = This request cannot be read
    .text = The page that sent you here made a mistake. Go back, and tell who runs it.
fault-pushed = Start again
    .text = This link is too old, or was used before. Go back to the app, and sign in from there.
fault-attempt-over = This code is over
    .text = It was for an attempt that has expired. Go back, and ask for a new code.
fault-sign-out = This sign-out cannot go on
    .text = The page that sent you here made a mistake: you are still signed in. Tell who runs it.
fault-reload = Start again
    .text = Load the page again.
fault-at-once = Too much at once
    .text = Several pages change the same thing. Wait a moment, and load this page again.

## What was wrong with an address or a number that was typed

wrong-email = We cannot write to this address. Check it for mistakes.
wrong-number = We cannot text this number. Check it, and begin with + and the country: +44, +49.
    .perhaps = We cannot text this number. Did you mean { $number }?
wrong-country = We send no text messages to numbers of this country: use an email address.
wrong-texts-off = We send no text messages: use an email address.
