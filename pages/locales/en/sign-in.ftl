# What the pages say that ask who it is and for the code, and what is wrong with a code.
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

## What went wrong: a heading and a sentence

fault-flow = Start again
    .text = This page is too old, or was begun in another browser. Go back to the app, and sign in from there.

## What was wrong with a code that was typed

wrong-attempt = This attempt is over. Begin anew.
wrong-code = This code is not right, or not any more. Check it, or have another one sent.
wrong-form = This is not all of the code, or more than it. Check it.
wrong-over = This code is over: have a new one sent.
wrong-too-many-calls = Too many tries came from your network.
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

## Below every page

terms = Terms of use
privacy = Privacy
