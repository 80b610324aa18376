# What pages say.
#
# $service      what the service is called
# $client       the app that asks for a sign-in
# $account      whom the browser is signed in as, masked: a•••@example.org

## Who is it?

sign-in = Sign in
    .heading = Sign in to { $service }
    .address = Email address
    .address-or-number = Email address or phone number
    .send = Send a code
    .promise = We send you a code. There is no password.

# $host is where the app's answer goes: shop.example.org
asker = to continue to { $client }
    .with-host = to continue to { $client } ({ $host })

## The code

code-entry = Enter the code
    .sent = We sent it to { $destination }.
    .life =
        { $minutes ->
            [one] It counts for { $minutes } minute.
           *[other] It counts for { $minutes } minutes.
        }
    .label = Code
    .continue = Continue
    .another = Send another code
    .other-address = Use another address
    .warning = Nobody of { $service } will ask you for this code.

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
fault-flow = Start again
    .text = This page is too old, or was begun in another browser. Go back to the app, and sign in from there.
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
fault-unavailable = Not now
    .text = The service cannot answer at the moment. Wait a little, and load this page again.
fault-internal = Something went wrong
    .text = It is our mistake, not yours. Wait a little, and load this page again.

## What was wrong with what was typed

wrong-email = We cannot write to this address. Check it for mistakes.
wrong-number = We cannot text this number. Check it, and begin with + and the country: +44, +49.
    .perhaps = We cannot text this number. Did you mean { $number }?
wrong-attempt = This attempt is over. Begin anew.
wrong-code = This code is not right, or not any more. Check it, or have another one sent.
wrong-form = This is not all of the code, or more than it. Check it.
wrong-over = This code is over: have a new one sent.
wrong-too-soon = The last code was sent a moment ago.
wrong-too-many-codes = Too many codes were sent there.
wrong-too-many-calls = Too many tries came from your network.
wrong-no-texts = Text messages cannot be sent now: use an email address.
wrong-not-sent = The code could not be sent.
wrong-not-signed-in = The code was right, but you could not be signed in: have a new one sent.
wrong-disabled = Your account is disabled.
wrong-second-step = Your account demands a second step.
wrong-sign-up = No account may be made for you here.
wrong-at-once = Too many calls change the same thing at once.
wrong-unavailable = The service cannot answer now.
wrong-internal = Something went wrong here.

# Follows one of the sentences above.
wait-seconds =
    { $count ->
        [one] Try again in { $count } second.
       *[other] Try again in { $count } seconds.
    }
wait-minutes =
    { $count ->
        [one] Try again in { $count } minute.
       *[other] Try again in { $count } minutes.
    }
wait-hours =
    { $count ->
        [one] Try again in { $count } hour.
       *[other] Try again in { $count } hours.
    }
