# What emails and text messages say.
#
# $name    what the service is called
# $host    where people sign in: login.example.org
# $tag     two words that tell this message from others: Kiwi Panda
# $code    the code itself
# $life    how long it counts, in short: 10 min

## Code: what a message says of the thing that its code is for.
## "text" and "long-text" are text messages. With the longest name (30 characters) each must fit into 81 characters of
## the GSM-7 alphabet, or the languages without Latin letters into 30 of their own; what does not fit is sent in English.

code-sign-in = Your code for { $name }:
    .subject = Your sign-in code for { $name } ({ $tag })
    .warning = Nobody will ever ask you for this code. If you did not try to sign in, ignore this message.
    .text = { $name } code: { $code }. Valid { $life }. Do not share it.
    .long-text = { $name } code: { $code }. Valid { $life }.

code-new-identifier = The code that lets an account at { $name } be signed in to with this address:
    .subject = Add this address to an account at { $name } ({ $tag })
    .warning = Nobody will ever ask you for this code. If you did not want this, ignore this message.
    .text = { $name } code: { $code } adds this number. Valid { $life }.
    .long-text = { $name } account code: { $code }. { $life }.

code-add-identifier = The code that adds an address or a number to your account at { $name }:
    .subject = A new way to sign in to your account at { $name } ({ $tag })
    .warning = Nobody will ever ask you for this code. If you did not want this, ignore this message.
    .text = { $name } code: { $code } changes your account. Valid { $life }.
    .long-text = { $name } account code: { $code }. { $life }.

code-remove-identifier = The code that removes an address or a number from your account at { $name }:
    .subject = One way less to sign in to your account at { $name } ({ $tag })
    .warning = Nobody will ever ask you for this code. If you did not want this, ignore this message.
    .text = { $name } code: { $code } changes your account. Valid { $life }.
    .long-text = { $name } account code: { $code }. { $life }.

code-minutes =
    { $count ->
        [one] It is valid for { $count } minute and works once.
       *[other] It is valid for { $count } minutes and works once.
    }
    .short = { $count } min

code-seconds =
    { $count ->
        [one] It is valid for { $count } second and works once.
       *[other] It is valid for { $count } seconds and works once.
    }
    .short = { $count } sec

code-place = Enter it at { $host } and nowhere else.
code-called = This message is called { $tag }.
code-link = Sign in
    .open = Or open this link in the browser in which you want to sign in:
code-asked-from = The code was asked for from the network { $network }.

## What happened to an account. The message itself is the title, which is the subject too; "text" is the text message.
##
## $what    the network (203.0.113.0/24), the app's name, or the masked address or number (a•••@example.org)
## $when    2026-11-27 21:05 UTC
## $due     when what was begun may be completed, likewise

notice-new-device = New sign-in to your account with { $name }
    .what = Somebody signed in to your account on a device that we do not know, from the network { $what }.
    .advice = If that was not you, sign in at { $host } and end what you do not know.

notice-client-consented = An app may use your account with { $name }
    .what = You let this app in: { $what }
    .advice = If that was not you, sign in at { $host } and end what you do not know.

notice-identifier-added = A way to sign in was added to your account with { $name }
    .what = From now on one can sign in to your account by { $what } as well.
    .advice = If that was not you, sign in at { $host }, end every sign-in, and write to whoever runs { $name }.
    .text = { $name }: a way to sign in was added. Not you? { $host }

notice-identifier-removed = A way to sign in was removed from your account with { $name }
    .what = From now on nobody can sign in to your account by { $what }.
    .advice = If that was not you, sign in at { $host }, end every sign-in, and write to whoever runs { $name }.
    .text = { $name }: a way to sign in was removed. Not you? { $host }

notice-factors = How you prove who you are has changed at { $name }
    .passkey-added = A passkey was added to your account, from the network { $what }.
    .passkey-removed = A passkey was removed from your account, from the network { $what }.
    .app-set = An authenticator app was set up for your account, from the network { $what }.
    .app-removed = The authenticator app was removed from your account, from the network { $what }.
    .recovery-codes-renewed = New recovery codes were made for your account, from the network { $what }. The ones of before count no more.
    .second-step-demanded = Your account demands a second step at every sign-in now. That was asked for from the network { $what }.
    .second-step-dropped = Your account demands no second step any more. That was asked for from the network { $what }.
    .reset = Whoever runs { $name } has removed every passkey, the authenticator app and the recovery codes from your account, and ended every sign-in.
    .removal-stopped = The removal that was waiting was stopped, from the network { $what }. Your account keeps what was reported lost.
    .removal-completed = What was reported lost was removed from your account, from the network { $what }. Nobody can sign in by it any more.
    .advice = If that was not you, sign in at { $host }, end every sign-in, and write to whoever runs { $name }.
    .text = { $name }: how you sign in has changed. Not you? { $host }

notice-removal = Something of your account with { $name } was reported lost
    .app = Somebody has reported that your authenticator app is lost, from the network { $what }. It can be removed from { $due } on, unless that is stopped before.
    .passkey = Somebody has reported that a passkey of yours is lost, from the network { $what }. It can be removed from { $due } on, unless that is stopped before.
    .everything = Somebody has reported that all your passkeys and your authenticator app are lost, from the network { $what }. They can be removed from { $due } on, unless that is stopped before.
    .advice = If that was not you, sign in at { $host } with a passkey, the app or a recovery code, and stop it there. If you cannot, write to whoever runs { $name }.
    .text = { $name }: a sign-in method was reported lost. Not you? Stop it: { $host }

notice-disabled = Your account with { $name } was disabled
    .what = Nobody can sign in to your account for now, and every sign-in has ended.
    .advice = If you did not expect that, write to whoever runs { $name }.
    .text = { $name }: your account was disabled.

notice-erased = Your account with { $name } was erased
    .what = Your account is gone, with everything that was kept of it, and every sign-in has ended.
    .advice = If you did not expect that, write to whoever runs { $name }.
    .text = { $name }: your account was erased.

notice-when = It happened at { $when }.
