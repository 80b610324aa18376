# What the pages say that ask who it is and for the code, and what is wrong with a code.
#
# $service      what the service is called
# $client       the app that asks for a sign-in
# $codes        what numbers begin with, as examples: +49, +44
# $account      whom the browser is signed in as, masked: a•••@example.org

## Who is it?

sign-in = Sign in
    .heading = Sign in to { $service }
    .address = Email address
    .address-or-number = Email address or phone number
    .codes = A number begins with + and its country’s code, for example { $codes }.
    .send = Send a code
    .promise = We send you a code. There is no password.
    .passkey = Sign in with a passkey

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
    .or-link = The email has a link, too. Once you have opened it in this browser, go on here.
    .by-link = I have opened the link
    .other-address = Use another address
    .warning = Nobody of { $service } will ask you for this code.

## The link in an email

# $other is whom the browser is signed in as, masked: b•••@example.org
link = Sign in as { $account } on this device?
    .replaces = You are signed in as { $other } here. That sign-in ends.
    .warning = Go on only if you have just asked to sign in to { $service } yourself. Otherwise close this page: nothing happens.

fault-link = This link is over
    .text = It was used, has expired, or a newer one was sent. Sign in with a new code.
fault-link-refused = You could not be signed in

## What was wrong with a code that was typed

wrong-attempt = This attempt is over. Begin anew.
wrong-code = This code is not right, or not any more. Check it, or have another one sent.
wrong-form = This is not all of the code, or more than it. Check it.
wrong-over = This code is over: have a new one sent.
wrong-too-many-calls = Too many tries came from your network.
wrong-too-soon = The last code was sent a moment ago.
wrong-too-many-codes = Too many codes were sent there.
    .link = Too many codes were sent there. Use the link in our last email, or a device on which you have signed in before.
wrong-no-texts = Text messages cannot be sent now: use an email address.
wrong-passkey = This passkey did not work. Try again, or have a code sent.
wrong-passkey-unknown = This passkey is not known here any more. Have a code sent.
wrong-disabled = Your account is disabled.
wrong-second-step = Your account demands a second step.
wrong-sign-up = No account may be made for you here.
wrong-app = This is not the app’s code now. Each code counts once: wait for the next one.
wrong-app-spent = Too many wrong codes of the app.
wrong-app-off = Too many wrong codes: the app is off until you use a passkey or a recovery code.
wrong-recovery = This is none of your recovery codes, or it was used.
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
