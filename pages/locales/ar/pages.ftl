# What pages say.
#
# $service      what the service is called
# $client       the app that asks for a sign-in
# $account      whom the browser is signed in as, masked: a•••@example.org

## Who is it?

sign-in = تسجيل الدخول
    .heading = تسجيل الدخول إلى { $service }
    .address = عنوان البريد الإلكتروني
    .address-or-number = عنوان البريد الإلكتروني أو رقم الهاتف
    .send = إرسال رمز
    .promise = سنرسل إليك رمزًا، ولا حاجة إلى كلمة مرور.

# $host is where the app's answer goes: shop.example.org
asker = للمتابعة إلى { $client }
    .with-host = للمتابعة إلى { $client } ({ $host })

## The code

code-entry = إدخال الرمز
    .sent = أرسلنا الرمز إلى { $destination }.
    .life =
        { $minutes ->
            [zero] الرمز صالح لمدة { $minutes } دقيقة.
            [one] الرمز صالح لمدة دقيقة واحدة.
            [two] الرمز صالح لمدة دقيقتين.
            [few] الرمز صالح لمدة { $minutes } دقائق.
            [many] الرمز صالح لمدة { $minutes } دقيقة.
           *[other] الرمز صالح لمدة { $minutes } دقيقة.
        }
    .label = الرمز
    .continue = متابعة
    .another = إرسال رمز آخر
    .other-address = استخدام عنوان آخر
    .warning = لن يطلب منك أحد من { $service } هذا الرمز.

## Consent

confirm = المتابعة إلى { $client }؟
    .title = المتابعة إلى { $client }
    .host = ستتم المتابعة على { $host }.
    .grants = سيتمكن التطبيق { $client } من
    .yes = متابعة
    .no = إلغاء
    .other-account = استخدام حساب آخر

signed-in-as = تم تسجيل دخولك باسم { $account }.

# Each goes on from "The app will be able to" or "may".
grant-email = الاطّلاع على عنوان بريدك الإلكتروني
grant-phone = الاطّلاع على رقم هاتفك
grant-offline-access = إبقاء تسجيل دخولك بعد تسجيل الخروج من هنا
grant-account = تغيير حسابك
grant-other = استخدام { $scope }

## Sign out

sign-out = تسجيل الخروج
    .heading = تسجيل الخروج من { $service }؟

signed-out = تم تسجيل خروجك
    .everywhere = تم تسجيل خروجك من كل الأماكن
    .close = يمكنك إغلاق هذه الصفحة.

## Account

account = حسابك
    .since = في { $service } منذ { $since }
    .identifiers = طرق تسجيل دخولك
    .sign-ins = أماكن تسجيل دخولك
    .browser = متصفّح
    .this-browser = هذا المتصفّح
    .last-used = آخر استخدام: { $when }
    .network = من { $network }
    .end = تسجيل الخروج
    .end-there = تسجيل الخروج من هناك
    .end-all = تسجيل الخروج من كل الأماكن
    .consents = التطبيقات التي سمحت لها بالوصول
    .may = الأذونات: { $grants }
    .since-day = منذ { $since }
    .take-back = إلغاء الوصول
    .data = بياناتك
    .export = تنزيل كل ما لدينا من بياناتك
    .sure = أريد حذف حسابي. لا يمكن لأحد استعادته بعد الحذف.
    .erase = حذف حسابي
    .prove = لحذف حسابك، يُرجى إثبات هويتك مرة أخرى.
    .get-code = الحصول على رمز
    .erased = تم حذف حسابك

done-ended = تم إنهاء تلك الجلسة.
done-ended-before = كانت تلك الجلسة منتهية من قبل.
done-taken-back = تم إلغاء وصول ذلك التطبيق.
done-nothing = لم يتغيّر شيء.
done-again = لم يتغيّر شيء: يُرجى إعادة المحاولة.

## What went wrong: a heading and a sentence

fault-unknown-client = هذا التطبيق غير معروف هنا
    .text = حدّدت الصفحة التي وجّهتك إلى هنا تطبيقًا غير مسجّل. يُرجى الرجوع وإبلاغ الجهة المشغّلة لها.
fault-unknown-redirect = هذا العنوان غير معروف هنا
    .text = حدّدت الصفحة التي وجّهتك إلى هنا عنوان عودة غير مسجّل. يُرجى الرجوع وإبلاغ الجهة المشغّلة لها.
fault-unreadable = تتعذّر قراءة هذا الطلب
    .text = حدث خطأ في الصفحة التي وجّهتك إلى هنا. يُرجى الرجوع وإبلاغ الجهة المشغّلة لها.
fault-flow = يُرجى البدء من جديد
    .text = هذه الصفحة قديمة جدًا أو فُتحت أولًا في متصفّح آخر. يُرجى الرجوع إلى التطبيق وتسجيل الدخول من هناك.
fault-pushed = يُرجى البدء من جديد
    .text = هذا الرابط قديم جدًا أو سبق استخدامه. يُرجى الرجوع إلى التطبيق وتسجيل الدخول من هناك.
fault-attempt-over = لم يعد هذا الرمز صالحًا
    .text = كان الرمز لمحاولة انتهت صلاحيتها. يُرجى الرجوع وطلب رمز جديد.
fault-sign-out = يتعذّر إكمال تسجيل الخروج
    .text = حدث خطأ في الصفحة التي وجّهتك إلى هنا، ولم يتم تسجيل خروجك بعد. يُرجى إبلاغ الجهة المشغّلة لها.
fault-reload = يُرجى البدء من جديد
    .text = يُرجى إعادة تحميل الصفحة.
fault-at-once = تغييرات كثيرة في آنٍ واحد
    .text = تحاول عدة صفحات تغيير الشيء نفسه. يُرجى الانتظار لحظة ثم إعادة تحميل هذه الصفحة.
fault-unavailable = الخدمة غير متاحة الآن
    .text = لا يمكن للخدمة الاستجابة في الوقت الحالي. يُرجى الانتظار قليلًا ثم إعادة تحميل هذه الصفحة.
fault-internal = حدث خطأ
    .text = الخطأ من جانبنا وليس منك. يُرجى الانتظار قليلًا ثم إعادة تحميل هذه الصفحة.

## What was wrong with what was typed

wrong-email = لا يمكننا مراسلة هذا العنوان. يُرجى التأكد من خلوّه من الأخطاء.
wrong-number = لا يمكننا إرسال رسالة نصية إلى هذا الرقم. يُرجى التحقّق منه وكتابته بدءًا بعلامة + ثم رمز البلد، مثل 966 أو 20.
    .perhaps = لا يمكننا إرسال رسالة نصية إلى هذا الرقم. هل المقصود { $number }؟
wrong-attempt = انتهت هذه المحاولة. يُرجى البدء من جديد.
wrong-code = هذا الرمز غير صحيح أو لم يعد صالحًا. يُرجى التحقّق منه أو طلب رمز آخر.
wrong-form = هذا الرمز ناقص أو أطول من اللازم. يُرجى التحقّق منه.
wrong-over = لم يعد هذا الرمز صالحًا: يُرجى طلب رمز جديد.
wrong-too-soon = تم إرسال آخر رمز قبل لحظات.
wrong-too-many-codes = تم إرسال رموز كثيرة جدًا إلى هذه الوجهة.
wrong-too-many-calls = وردت محاولات كثيرة جدًا من شبكتك.
wrong-no-texts = لا يمكن إرسال رسائل نصية الآن: يُرجى استخدام عنوان بريد إلكتروني.
wrong-not-sent = تعذّر إرسال الرمز.
wrong-not-signed-in = كان الرمز صحيحًا، لكن تعذّر تسجيل دخولك: يُرجى طلب رمز جديد.
wrong-disabled = حسابك موقوف.
wrong-second-step = يتطلّب حسابك خطوة تحقّق ثانية.
wrong-sign-up = لا يمكن إنشاء حساب لك هنا.
wrong-at-once = طلبات كثيرة جدًا تغيّر الشيء نفسه في آنٍ واحد.
wrong-unavailable = لا يمكن للخدمة الاستجابة الآن.
wrong-internal = حدث خطأ لدينا.

# Follows one of the sentences above.
wait-seconds =
    { $count ->
        [zero] يمكنك إعادة المحاولة الآن.
        [one] يُرجى إعادة المحاولة بعد ثانية واحدة.
        [two] يُرجى إعادة المحاولة بعد ثانيتين.
        [few] يُرجى إعادة المحاولة بعد { $count } ثوانٍ.
        [many] يُرجى إعادة المحاولة بعد { $count } ثانية.
       *[other] يُرجى إعادة المحاولة بعد { $count } ثانية.
    }
wait-minutes =
    { $count ->
        [zero] يمكنك إعادة المحاولة الآن.
        [one] يُرجى إعادة المحاولة بعد دقيقة واحدة.
        [two] يُرجى إعادة المحاولة بعد دقيقتين.
        [few] يُرجى إعادة المحاولة بعد { $count } دقائق.
        [many] يُرجى إعادة المحاولة بعد { $count } دقيقة.
       *[other] يُرجى إعادة المحاولة بعد { $count } دقيقة.
    }
wait-hours =
    { $count ->
        [zero] يمكنك إعادة المحاولة الآن.
        [one] يُرجى إعادة المحاولة بعد ساعة واحدة.
        [two] يُرجى إعادة المحاولة بعد ساعتين.
        [few] يُرجى إعادة المحاولة بعد { $count } ساعات.
        [many] يُرجى إعادة المحاولة بعد { $count } ساعة.
       *[other] يُرجى إعادة المحاولة بعد { $count } ساعة.
    }
