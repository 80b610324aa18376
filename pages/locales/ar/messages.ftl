# What emails and text messages say.
#
# $name    what the service is called
# $host    where people sign in: login.example.org
# $tag     two words that tell this message from others: Kiwi Panda
# $code    the code itself
# $life    how long it counts, in short: 10 د

## Code: what a message says of the thing that its code is for.
## "text" and "long-text" are text messages of 70 characters; what does not fit is sent in English. Nothing is isolated
## in them: a number must not follow a Latin name or the code without an Arabic word between.

code-sign-in = رمزك لتسجيل الدخول إلى { $name }:
    .subject = رمزك لتسجيل الدخول إلى { $name } ({ $tag })
    .warning = لن يطلب منك أحد هذا الرمز أبدًا. إذا لم تكن محاولة تسجيل الدخول منك، يُرجى تجاهل هذه الرسالة.
    .text = رمز { $name }: { $code } سري وصالح { $life }
    .long-text = { $name } { $code } { $life }

code-new-identifier = الرمز الذي يتيح تسجيل الدخول إلى حساب في { $name } باستخدام هذا العنوان:
    .subject = إضافة هذا العنوان إلى حساب في { $name } ({ $tag })
    .warning = لن يطلب منك أحد هذا الرمز أبدًا. إذا لم يكن هذا الطلب منك، يُرجى تجاهل هذه الرسالة.
    .text = رمز { $name } { $code } يضيف رقمك، { $life }
    .long-text = { $name } { $code } { $life }

code-add-identifier = الرمز الذي يضيف عنوانًا أو رقمًا إلى حسابك في { $name }:
    .subject = إضافة طريقة لتسجيل الدخول إلى حسابك في { $name } ({ $tag })
    .warning = لن يطلب منك أحد هذا الرمز أبدًا. إذا لم يكن هذا الطلب منك، يُرجى تجاهل هذه الرسالة.
    .text = رمز { $name } { $code } يغير حسابك، { $life }
    .long-text = { $name } { $code } { $life }

code-remove-identifier = الرمز الذي يزيل عنوانًا أو رقمًا من حسابك في { $name }:
    .subject = إزالة طريقة لتسجيل الدخول إلى حسابك في { $name } ({ $tag })
    .warning = لن يطلب منك أحد هذا الرمز أبدًا. إذا لم يكن هذا الطلب منك، يُرجى تجاهل هذه الرسالة.
    .text = رمز { $name } { $code } يغير حسابك، { $life }
    .long-text = { $name } { $code } { $life }

code-minutes =
    { $count ->
        [zero] الرمز صالح لمدة { $count } دقيقة ولمرة واحدة فقط.
        [one] الرمز صالح لمدة دقيقة واحدة ولمرة واحدة فقط.
        [two] الرمز صالح لمدة دقيقتين ولمرة واحدة فقط.
        [few] الرمز صالح لمدة { $count } دقائق ولمرة واحدة فقط.
        [many] الرمز صالح لمدة { $count } دقيقة ولمرة واحدة فقط.
       *[other] الرمز صالح لمدة { $count } دقيقة ولمرة واحدة فقط.
    }
    .short = { $count } د

code-seconds =
    { $count ->
        [zero] الرمز صالح لمدة { $count } ثانية ولمرة واحدة فقط.
        [one] الرمز صالح لمدة ثانية واحدة ولمرة واحدة فقط.
        [two] الرمز صالح لمدة ثانيتين ولمرة واحدة فقط.
        [few] الرمز صالح لمدة { $count } ثوانٍ ولمرة واحدة فقط.
        [many] الرمز صالح لمدة { $count } ثانية ولمرة واحدة فقط.
       *[other] الرمز صالح لمدة { $count } ثانية ولمرة واحدة فقط.
    }
    .short = { $count } ث

code-place = يُرجى إدخاله في { $host } فقط، وليس في أي مكان آخر.
code-called = اسم هذه الرسالة هو { $tag }.

## What happened to an account. The message itself is the title, which is the subject too; "text" is the text message.
##
## $what    the network (203.0.113.0/24), the app's name, or the masked address or number (a•••@example.org)
## $when    2026-11-27 21:05 UTC

notice-new-device = تسجيل دخول جديد إلى حسابك في { $name }
    .what = تم تسجيل الدخول إلى حسابك من جهاز غير معروف لدينا، عبر الشبكة { $what }.
    .advice = إذا لم يكن ذلك منك، يُرجى تسجيل الدخول في { $host } وإنهاء أي جلسة غير مألوفة لك.

notice-client-consented = تم السماح لتطبيق باستخدام حسابك في { $name }
    .what = التطبيق الذي سمحت له بالوصول: { $what }
    .advice = إذا لم يكن ذلك منك، يُرجى تسجيل الدخول في { $host } وإلغاء وصول أي تطبيق غير مألوف لك وإنهاء أي جلسة غير مألوفة.

notice-identifier-added = تمت إضافة طريقة لتسجيل الدخول إلى حسابك في { $name }
    .what = من الآن فصاعدًا، يمكن تسجيل الدخول إلى حسابك باستخدام { $what } أيضًا.
    .advice = إذا لم يكن ذلك منك، يُرجى تسجيل الدخول في { $host } وتسجيل الخروج من كل الأماكن، ثم مراسلة الجهة المشغّلة لخدمة { $name }.
    .text = حساب { $name }: أُضيفت طريقة لتسجيل الدخول. لست أنت؟ { $host }

notice-identifier-removed = تمت إزالة طريقة لتسجيل الدخول إلى حسابك في { $name }
    .what = من الآن فصاعدًا، لا يمكن تسجيل الدخول إلى حسابك باستخدام { $what }.
    .advice = إذا لم يكن ذلك منك، يُرجى تسجيل الدخول في { $host } وتسجيل الخروج من كل الأماكن، ثم مراسلة الجهة المشغّلة لخدمة { $name }.
    .text = حساب { $name }: أُزيلت طريقة لتسجيل الدخول. لست أنت؟ { $host }

notice-disabled = تم إيقاف حسابك في { $name }
    .what = لا يمكن لأحد تسجيل الدخول إلى حسابك حاليًا، وقد انتهت كل الجلسات.
    .advice = إذا لم يكن ذلك متوقعًا، يُرجى مراسلة الجهة المشغّلة لخدمة { $name }.
    .text = تم إيقاف حسابك في { $name }.

notice-erased = تم حذف حسابك في { $name }
    .what = حُذف حسابك مع كل ما حُفظ من بياناته، وانتهت كل الجلسات.
    .advice = إذا لم يكن ذلك متوقعًا، يُرجى مراسلة الجهة المشغّلة لخدمة { $name }.
    .text = تم حذف حسابك في { $name }.

notice-when = حدث ذلك في { $when }.
