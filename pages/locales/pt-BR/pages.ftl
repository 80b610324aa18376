# What pages say.
#
# $service      what the service is called
# $client       the app that asks for a sign-in
# $account      whom the browser is signed in as, masked: a•••@example.org

## Who is it?

sign-in = Entrar
    .heading = Entrar em { $service }
    .address = Endereço de e-mail
    .address-or-number = Endereço de e-mail ou número de telefone
    .send = Enviar código
    .promise = Enviamos um código para você. Não é preciso ter senha.

# $host is where the app's answer goes: shop.example.org
asker = para continuar em { $client }
    .with-host = para continuar em { $client } ({ $host })

## The code

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
    .other-address = Usar outro endereço
    .warning = Ninguém de { $service } vai pedir este código a você.

## Consent

confirm = Continuar em { $client }?
    .title = Continuar em { $client }
    .host = A resposta vai para { $host }.
    .grants = { $client } vai poder
    .yes = Continuar
    .no = Cancelar
    .other-account = Usar outra conta

signed-in-as = Você entrou como { $account }.

# Each goes on from "The app will be able to" or "may".
grant-email = ver seu endereço de e-mail
grant-phone = ver seu número de telefone
grant-offline-access = manter o acesso mesmo depois que você sair daqui
grant-account = alterar sua conta
grant-other = usar { $scope }

## Sign out

sign-out = Sair
    .heading = Sair de { $service }?

signed-out = Você saiu da sua conta
    .everywhere = Você saiu da sua conta em todos os dispositivos
    .close = Você já pode fechar esta página.

## Account

account = Sua conta
    .since = em { $service }, desde { $since }
    .identifiers = Você entra com
    .sign-ins = Onde você fez login
    .browser = Navegador
    .this-browser = este navegador
    .last-used = último uso: { $when }
    .network = da rede { $network }
    .end = Sair
    .end-there = Encerrar esta sessão
    .end-all = Sair de todos os dispositivos
    .consents = Apps com acesso à sua conta
    .may = pode: { $grants }
    .since-day = desde { $since }
    .take-back = Remover acesso
    .data = Seus dados
    .export = Baixar tudo o que temos sobre você
    .sure = Quero que minha conta seja excluída. Ninguém poderá recuperá-la.
    .erase = Excluir minha conta
    .prove = Para excluir sua conta, confirme mais uma vez quem você é.
    .get-code = Receber um código
    .erased = Sua conta foi excluída

done-ended = Essa sessão foi encerrada.
done-ended-before = Essa sessão já tinha sido encerrada.
done-taken-back = Esse app não tem mais acesso.
done-nothing = Nada foi alterado.
done-again = Nada foi alterado. Tente mais uma vez.

## What went wrong: a heading and a sentence

fault-unknown-client = Este app não é conhecido aqui
    .text = A página que trouxe você até aqui indica um app que não está registrado. Volte e avise os responsáveis por ela.
fault-unknown-redirect = Este endereço não é conhecido aqui
    .text = A página que trouxe você até aqui quer levar você de volta a um endereço que não está registrado. Volte e avise os responsáveis por ela.
fault-unreadable = Não foi possível ler esta solicitação
    .text = A página que trouxe você até aqui cometeu um erro. Volte e avise os responsáveis por ela.
fault-flow = Comece de novo
    .text = Esta página é antiga demais ou foi aberta em outro navegador. Volte ao app e entre por lá.
fault-pushed = Comece de novo
    .text = Este link é antigo demais ou já foi usado. Volte ao app e entre por lá.
fault-attempt-over = Este código não vale mais
    .text = Ele era de uma tentativa que expirou. Volte e peça um novo código.
fault-sign-out = Não foi possível sair
    .text = A página que trouxe você até aqui cometeu um erro: você ainda não saiu da sua conta. Avise os responsáveis por ela.
fault-reload = Comece de novo
    .text = Recarregue a página.
fault-at-once = Muita coisa ao mesmo tempo
    .text = Várias páginas estão alterando a mesma coisa. Aguarde um momento e recarregue esta página.
fault-unavailable = Agora não é possível
    .text = O serviço não consegue responder no momento. Aguarde um pouco e recarregue esta página.
fault-internal = Algo deu errado
    .text = O erro é nosso, não seu. Aguarde um pouco e recarregue esta página.

## What was wrong with what was typed

wrong-email = Não conseguimos enviar e-mails para este endereço. Confira se há erros.
wrong-number = Não conseguimos enviar SMS para este número. Confira e comece com + e o código do país: +55, +351.
    .perhaps = Não conseguimos enviar SMS para este número. Você quis dizer { $number }?
wrong-attempt = Esta tentativa terminou. Comece de novo.
wrong-code = Este código está incorreto ou não vale mais. Confira ou peça outro.
wrong-form = O código está incompleto ou tem caracteres a mais. Confira.
wrong-over = Este código não vale mais. Peça um novo.
wrong-too-soon = O último código acabou de ser enviado.
wrong-too-many-codes = Já enviamos códigos demais para esse destino.
wrong-too-many-calls = Houve tentativas demais a partir da sua rede.
wrong-no-texts = Não é possível enviar SMS agora. Use um endereço de e-mail.
wrong-not-sent = Não foi possível enviar o código.
wrong-not-signed-in = O código estava certo, mas não foi possível entrar. Peça um novo.
wrong-disabled = Sua conta está desativada.
wrong-second-step = Sua conta exige uma segunda etapa.
wrong-sign-up = Não é possível criar uma conta para você aqui.
wrong-at-once = Há solicitações demais alterando a mesma coisa ao mesmo tempo.
wrong-unavailable = O serviço não consegue responder agora.
wrong-internal = Algo deu errado por aqui.

# Follows one of the sentences above.
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
