code-sign-in = Su código para { $name }:
    .subject = Su código de acceso para { $name } ({ $tag })
    .warning = Nadie le pedirá nunca este código. Si no ha intentado acceder, ignore este mensaje.
    .text = { $name } clave: { $code }. Vale { $life }. No la comparta.
    .long-text = { $name } clave: { $code }. Vale { $life }.

code-new-identifier = El código con el que esta dirección servirá para acceder a una cuenta de { $name }:
    .subject = Añadir esta dirección a una cuenta de { $name } ({ $tag })
    .warning = Nadie le pedirá nunca este código. Si no ha querido esto, ignore este mensaje.
    .text = { $name } clave: { $code } añade este teléfono. Vale { $life }.
    .long-text = { $name } clave de cuenta: { $code }. { $life }.

code-add-identifier = El código que añade una dirección o un número a su cuenta de { $name }:
    .subject = Una forma más de acceder a su cuenta de { $name } ({ $tag })
    .warning = Nadie le pedirá nunca este código. Si no ha querido esto, ignore este mensaje.
    .text = { $name } clave: { $code } modifica su cuenta. Vale { $life }.
    .long-text = { $name } clave de cuenta: { $code }. { $life }.

code-remove-identifier = El código que retira una dirección o un número de su cuenta de { $name }:
    .subject = Una forma menos de acceder a su cuenta de { $name } ({ $tag })
    .warning = Nadie le pedirá nunca este código. Si no ha querido esto, ignore este mensaje.
    .text = { $name } clave: { $code } modifica su cuenta. Vale { $life }.
    .long-text = { $name } clave de cuenta: { $code }. { $life }.

code-minutes =
    { $count ->
        [one] Es válido durante { $count } minuto y una sola vez.
       *[other] Es válido durante { $count } minutos y una sola vez.
    }
    .short = { $count } min

code-seconds =
    { $count ->
        [one] Es válido durante { $count } segundo y una sola vez.
       *[other] Es válido durante { $count } segundos y una sola vez.
    }
    .short = { $count } s

code-place = Introdúzcalo en { $host } y en ningún otro sitio.
code-called = Este mensaje se llama { $tag }.
code-link = Acceder
    .open = O abra este enlace en el navegador en el que quiera acceder:
code-asked-from = El código se pidió desde la red { $network }.

notice-new-device = Nuevo acceso a su cuenta de { $name }
    .what = Alguien ha accedido a su cuenta desde un dispositivo desconocido, desde la red { $what }.
    .advice = Si no ha sido usted, acceda en { $host } y termine lo que no conozca.

notice-client-consented = Una aplicación puede usar su cuenta de { $name }
    .what = Ha autorizado esta aplicación: { $what }
    .advice = Si no ha sido usted, acceda en { $host } y termine lo que no conozca.

notice-identifier-added = Se ha añadido una forma de acceso a su cuenta de { $name }
    .what = Desde ahora también se puede acceder a su cuenta mediante { $what }.
    .advice = Si no ha sido usted, acceda en { $host }, termine todos los accesos y escriba a quien gestiona { $name }.
    .text = { $name }: forma de acceso añadida. ¿No ha sido usted? { $host }

notice-identifier-removed = Se ha quitado una forma de acceso de su cuenta de { $name }
    .what = Desde ahora nadie puede acceder a su cuenta mediante { $what }.
    .advice = Si no ha sido usted, acceda en { $host }, termine todos los accesos y escriba a quien gestiona { $name }.
    .text = { $name }: forma de acceso quitada. ¿No ha sido usted? { $host }

notice-factors = Ha cambiado cómo demuestra quién es en { $name }
    .passkey-added = Se añadió una llave de acceso a su cuenta desde la red { $what }.
    .passkey-removed = Se quitó una llave de acceso de su cuenta desde la red { $what }.
    .app-set = Se ha configurado una aplicación de autenticación para su cuenta, desde la red { $what }.
    .app-removed = Se ha quitado la aplicación de autenticación de su cuenta, desde la red { $what }.
    .recovery-codes-renewed = Se han creado nuevos códigos de recuperación para su cuenta, desde la red { $what }. Los anteriores ya no sirven.
    .second-step-demanded = Su cuenta exige ahora un segundo paso en cada acceso. Se pidió desde la red { $what }.
    .second-step-dropped = Su cuenta ya no exige un segundo paso. Se pidió desde la red { $what }.
    .reset = El operador de { $name } ha quitado de su cuenta todas las llaves de acceso, la app de autenticación y los códigos de recuperación, y ha cerrado todas las sesiones.
    .removal-stopped = Se ha detenido la eliminación que estaba en espera, desde la red { $what }. Su cuenta conserva lo que se dio por perdido.
    .removal-completed = Se ha quitado de su cuenta lo que se dio por perdido, desde la red { $what }. Nadie puede acceder ya con ello.
    .advice = Si no ha sido usted, acceda en { $host }, termine todos los accesos y escriba a quien gestiona { $name }.
    .text = { $name }: forma de acceso cambiada. ¿No ha sido usted? { $host }

notice-removal = Se ha comunicado una pérdida en su cuenta de { $name }
    .app = Alguien ha comunicado que su aplicación de autenticación se ha perdido, desde la red { $what }. Podrá quitarse a partir del { $due }, salvo que se detenga antes.
    .passkey = Alguien ha comunicado que se ha perdido una de sus llaves de acceso, desde la red { $what }. Podrá quitarse a partir del { $due }, salvo que se detenga antes.
    .everything = Alguien ha comunicado que se han perdido todas sus llaves de acceso y su aplicación de autenticación, desde la red { $what }. Podrán quitarse a partir del { $due }, salvo que se detenga antes.
    .advice = Si no ha sido usted, acceda en { $host } con una llave de acceso, la aplicación o un código de recuperación y deténgalo allí. Si no puede, escriba a quien gestiona { $name }.
    .text = { $name }: acceso dado por perdido. ¿No ha sido usted? Pare: { $host }

notice-disabled = Su cuenta de { $name } ha sido desactivada
    .what = Por ahora nadie puede acceder a su cuenta, y todos los accesos han terminado.
    .advice = Si no lo esperaba, escriba a quien gestiona { $name }.
    .text = { $name }: su cuenta ha sido desactivada.

notice-erased = Su cuenta de { $name } ha sido borrada
    .what = Su cuenta y todo lo que se guardaba de ella se han borrado, y todos los accesos han terminado.
    .advice = Si no lo esperaba, escriba a quien gestiona { $name }.
    .text = { $name }: su cuenta ha sido borrada.

notice-when = Fecha: { $when }.
