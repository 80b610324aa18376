fault-flow = Comece de novo
    .text = Esta página é antiga demais ou foi aberta em outro navegador. Volte ao app e entre por lá.
fault-unavailable = Agora não é possível
    .text = O serviço não consegue responder no momento. Aguarde um pouco e recarregue esta página.
fault-internal = Algo deu errado
    .text = O erro é nosso, não seu. Aguarde um pouco e recarregue esta página.
wrong-not-signed-in = Não foi possível entrar. Peça um novo código.
wrong-not-sent = Não foi possível enviar o código.

terms = Termos de uso
privacy = Privacidade
