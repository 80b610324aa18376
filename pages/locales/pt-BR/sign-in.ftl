sign-in = Entrar
    .heading = Entrar em { $service }
    .address = Endereço de e-mail
    .address-or-number = Endereço de e-mail ou número de telefone
    .codes = Um número começa com + e o código do país, por exemplo { $codes }.
    .send = Enviar código
    .promise = Enviamos um código para você. Não é preciso ter senha.
    .passkey = Entrar com uma chave de acesso

asker = para continuar em { $client }
    .with-host = para continuar em { $client } ({ $host })

code-entry = Digite o código
    .sent = Enviamos o código para { $destination }.
    .life =
        { $minutes ->
            [one] Ele vale por { $minutes } minuto.
           *[other] Ele vale por { $minutes } minutos.
        }
    .label = Código
    .continue = Continuar
    .another = Enviar outro código
    .or-link = O e-mail também traz um link. Depois de abri-lo neste navegador, continue aqui.
    .by-link = Já abri o link
    .other-address = Usar outro endereço
    .warning = Ninguém de { $service } vai pedir este código a você.

link = Entrar como { $account } neste dispositivo?
    .replaces = Você entrou aqui como { $other }. Esse acesso será encerrado.
    .warning = Continue somente se você acabou de pedir para entrar em { $service }. Caso contrário, feche esta página: nada acontecerá.

fault-link = Este link não vale mais
    .text = Ele foi usado, expirou ou um mais recente foi enviado. Entre com um novo código.
fault-link-refused = Não foi possível entrar

wrong-attempt = Esta tentativa terminou. Comece de novo.
wrong-code = Este código está incorreto ou não vale mais. Confira ou peça outro.
wrong-form = O código está incompleto ou tem caracteres a mais. Confira.
wrong-over = Este código não vale mais. Peça um novo.
wrong-too-many-calls = Houve tentativas demais a partir da sua rede.
wrong-too-soon = O último código acabou de ser enviado.
wrong-too-many-codes = Já enviamos códigos demais para esse destino.
    .link = Já enviamos códigos demais para esse destino. Use o link do nosso último e-mail ou um dispositivo em que você já entrou.
wrong-no-texts = Não é possível enviar SMS agora. Use um endereço de e-mail.
wrong-passkey = Esta chave de acesso não funcionou. Tente de novo ou peça um código.
wrong-passkey-unknown = Esta chave de acesso não é mais conhecida aqui. Peça um código.
wrong-disabled = Sua conta está desativada.
wrong-second-step = Sua conta exige uma segunda etapa.
wrong-sign-up = Não é possível criar uma conta para você aqui.
wrong-app = Este não é o código atual do aplicativo. Cada código vale uma vez: espere o próximo.
wrong-app-spent = Muitos códigos errados do aplicativo.
wrong-app-off = Muitos códigos errados: o aplicativo está desativado até você usar uma chave de acesso ou um código de recuperação.
wrong-recovery = Este não é um dos seus códigos de recuperação, ou já foi usado.
wrong-at-once = Há solicitações demais alterando a mesma coisa ao mesmo tempo.
wrong-unavailable = O serviço não consegue responder agora.
wrong-internal = Algo deu errado por aqui.

wait-seconds =
    { $count ->
        [one] Tente de novo em { $count } segundo.
       *[other] Tente de novo em { $count } segundos.
    }
wait-minutes =
    { $count ->
        [one] Tente de novo em { $count } minuto.
       *[other] Tente de novo em { $count } minutos.
    }
wait-hours =
    { $count ->
        [one] Tente de novo em { $count } hora.
       *[other] Tente de novo em { $count } horas.
    }
