sign-in = Acceder
    .heading = Acceder a { $service }
    .address = Correo electrónico
    .address-or-number = Correo electrónico o número de teléfono
    .codes = Un número empieza por + y el prefijo del país, por ejemplo { $codes }.
    .send = Enviar un código
    .promise = Le enviamos un código. No hace falta contraseña.
    .passkey = Iniciar sesión con una llave de acceso

asker = para continuar en { $client }
    .with-host = para continuar en { $client } ({ $host })

code-entry = Introduzca el código
    .sent = Lo hemos enviado a { $destination }.
    .life =
        { $minutes ->
            [one] Es válido durante { $minutes } minuto.
           *[other] Es válido durante { $minutes } minutos.
        }
    .label = Código
    .continue = Continuar
    .another = Enviar otro código
    .or-link = El correo también contiene un enlace. Cuando lo haya abierto en este navegador, continúe aquí.
    .by-link = He abierto el enlace
    .other-address = Usar otra dirección
    .warning = Nadie de { $service } le pedirá este código.

link = ¿Acceder como { $account } en este dispositivo?
    .replaces = Aquí ha accedido como { $other }. Ese acceso terminará.
    .warning = Continúe solo si acaba de pedir usted mismo acceder a { $service }. Si no, cierre esta página: no pasará nada.

fault-link = Este enlace ya no es válido
    .text = Se ha usado, ha caducado o se ha enviado uno más reciente. Acceda con un código nuevo.
fault-link-refused = No se ha podido acceder

wrong-attempt = Este intento ha terminado. Empiece de nuevo.
wrong-code = Este código no es correcto o ya no es válido. Compruébelo o pida otro.
wrong-form = El código está incompleto o es demasiado largo. Compruébelo.
wrong-over = Este código ya no es válido. Pida uno nuevo.
wrong-too-many-calls = Ha habido demasiados intentos desde su red.
wrong-too-soon = El último código se acaba de enviar.
wrong-too-many-codes = Se han enviado demasiados códigos a ese destino.
    .link = Se han enviado demasiados códigos a ese destino. Use el enlace de nuestro último correo o un dispositivo en el que ya haya accedido.
wrong-no-texts = Ahora no se pueden enviar SMS. Use una dirección de correo electrónico.
wrong-passkey = Esta llave de acceso no ha funcionado. Inténtelo de nuevo o pida un código.
wrong-passkey-unknown = Esta llave de acceso ya no se conoce aquí. Pida un código.
wrong-disabled = Su cuenta está desactivada.
wrong-second-step = Su cuenta exige un segundo paso.
wrong-sign-up = Aquí no se puede crear una cuenta para usted.
wrong-app = Este no es ahora el código de la aplicación. Cada código sirve una vez: espere al siguiente.
wrong-app-spent = Demasiados códigos incorrectos de la aplicación.
wrong-app-off = Demasiados códigos incorrectos: la aplicación está desactivada hasta que use una clave de acceso o un código de recuperación.
wrong-recovery = Este no es ninguno de sus códigos de recuperación, o ya se usó.
wrong-at-once = Demasiadas solicitudes cambian lo mismo a la vez.
wrong-unavailable = El servicio no puede responder ahora.
wrong-internal = Algo ha salido mal por nuestra parte.

wait-seconds =
    { $count ->
        [one] Inténtelo de nuevo en { $count } segundo.
       *[other] Inténtelo de nuevo en { $count } segundos.
    }
wait-minutes =
    { $count ->
        [one] Inténtelo de nuevo en { $count } minuto.
       *[other] Inténtelo de nuevo en { $count } minutos.
    }
wait-hours =
    { $count ->
        [one] Inténtelo de nuevo en { $count } hora.
       *[other] Inténtelo de nuevo en { $count } horas.
    }
