confirm = ¿Continuar en { $client }?
    .title = Continuar en { $client }
    .host = La respuesta se enviará a { $host }.
    .grants = { $client } podrá
    .yes = Continuar
    .no = Cancelar
    .other-account = Usar otra cuenta

signed-in-as = Ha accedido como { $account }.

grant-email = ver su correo electrónico
grant-phone = ver su número de teléfono
grant-offline-access = mantener el acceso aunque usted cierre sesión aquí
grant-account = modificar su cuenta
grant-other = usar { $scope }

step = Un paso más
    .show = Demuéstrelo con algo que tiene su cuenta.
    .passkey = Usar una llave de acceso
    .script = Una llave de acceso necesita JavaScript, que aquí está desactivado.
    .app = Código de su aplicación de autenticación
    .recovery = Código de recuperación
    .add = Se exige más que un código que enviamos. Añádalo a su cuenta en una pestaña nueva y después continúe aquí.
    .add-passkey = Añadir una llave de acceso
    .add-app = Añadir una aplicación de autenticación
    .added = Ya lo he añadido
    .other-way = La forma en que inició sesión no cuenta aquí. Use otra.
    .nothing = Se exige más de lo que puede demostrar aquí.
    .back = Volver a { $client } sin ello
    .anew = Iniciar sesión de otra forma

sign-out = Cerrar sesión
    .heading = ¿Cerrar sesión en { $service }?

signed-out = Ha cerrado sesión
    .everywhere = Ha cerrado sesión en todas partes
    .close = Puede cerrar esta página.

account = Su cuenta
    .since = en { $service }, desde el { $since }
    .identifiers = Usted accede con
    .sign-ins = Dónde tiene la sesión abierta
    .browser = Navegador
    .this-browser = este navegador
    .last-used = último uso: { $when }
    .network = desde la red { $network }
    .end = Cerrar sesión
    .end-there = Cerrar esa sesión
    .end-all = Cerrar sesión en todas partes
    .consents = Aplicaciones autorizadas
    .may = puede: { $grants }
    .since-day = desde el { $since }
    .take-back = Retirar el acceso
    .data = Sus datos
    .export = Descargar todo lo que tenemos sobre usted
    .sure = Quiero que se borre mi cuenta. Nadie podrá recuperarla.
    .erase = Borrar mi cuenta
    .prove = Para borrar su cuenta, confirme una vez más quién es.
    .get-code = Recibir un código
    .erased = Su cuenta se ha borrado

done-ended = Esa sesión se ha cerrado.
done-ended-before = Esa sesión ya estaba cerrada.
done-taken-back = Esa aplicación ya no tiene acceso.
done-nothing = No se ha cambiado nada.
done-again = No se ha cambiado nada. Inténtelo de nuevo.

fault-unknown-client = Esta aplicación no se conoce aquí
    .text = La página de la que viene indica una aplicación que no está registrada. Vuelva atrás y avise a quien gestiona esa página.
fault-unknown-redirect = Esta dirección no se conoce aquí
    .text = La página de la que viene quiere llevarle de vuelta a una dirección que no está registrada. Vuelva atrás y avise a quien gestiona esa página.
fault-unreadable = Esta solicitud no se puede leer
    .text = La página de la que viene ha cometido un error. Vuelva atrás y avise a quien gestiona esa página.
fault-pushed = Empiece de nuevo
    .text = Este enlace es demasiado antiguo o ya se ha usado. Vuelva a la aplicación y acceda desde allí.
fault-attempt-over = Este código ya no es válido
    .text = Era de un intento que ha caducado. Vuelva atrás y pida un código nuevo.
fault-sign-out = No se ha podido cerrar la sesión
    .text = La página de la que viene ha cometido un error: su sesión sigue abierta. Avise a quien gestiona esa página.
fault-reload = Empiece de nuevo
    .text = Vuelva a cargar la página.
fault-at-once = Demasiado a la vez
    .text = Varias páginas están cambiando lo mismo. Espere un momento y vuelva a cargar esta página.

wrong-email = No podemos escribir a esta dirección. Compruebe que no tenga errores.
wrong-number = No podemos enviar SMS a este número. Compruébelo y empiece por + y el prefijo del país: +34, +52.
    .perhaps = No podemos enviar SMS a este número. ¿Quería decir { $number }?
wrong-country = No enviamos SMS a números de este país: use una dirección de correo electrónico.
wrong-texts-off = No enviamos SMS: use una dirección de correo electrónico.
