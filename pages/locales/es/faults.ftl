fault-flow = Empiece de nuevo
    .text = Esta página es demasiado antigua o se abrió en otro navegador. Vuelva a la aplicación y acceda desde allí.
fault-unavailable = Ahora no es posible
    .text = El servicio no puede responder en este momento. Espere un poco y vuelva a cargar esta página.
fault-internal = Algo ha salido mal
    .text = El error es nuestro, no suyo. Espere un poco y vuelva a cargar esta página.
wrong-not-signed-in = No se ha podido acceder. Pida un código nuevo.
wrong-not-sent = No se ha podido enviar el código.

terms = Condiciones de uso
privacy = Privacidad
