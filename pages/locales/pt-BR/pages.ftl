confirm = Continuar em { $client }?
    .title = Continuar em { $client }
    .host = A resposta vai para { $host }.
    .grants = { $client } vai poder
    .yes = Continuar
    .no = Cancelar
    .other-account = Usar outra conta

signed-in-as = Você entrou como { $account }.

grant-email = ver seu endereço de e-mail
grant-phone = ver seu número de telefone
grant-offline-access = manter o acesso mesmo depois que você sair daqui
grant-account = alterar sua conta
grant-other = usar { $scope }

step = Mais uma etapa
    .show = Comprove com algo que sua conta tem.
    .passkey = Usar uma chave de acesso
    .script = Uma chave de acesso precisa de JavaScript, que está desativado aqui.
    .app = Código do seu app autenticador
    .recovery = Código de recuperação
    .add = É exigido mais do que um código que enviamos. Adicione-o à sua conta em uma nova aba e depois continue aqui.
    .add-passkey = Adicionar uma chave de acesso
    .add-app = Adicionar um app autenticador
    .added = Já adicionei
    .other-way = A forma como você entrou não conta aqui. Use outra.
    .nothing = É exigido mais do que você pode comprovar aqui.
    .back = Voltar para { $client } sem isso
    .anew = Entrar de outra forma

sign-out = Sair
    .heading = Sair de { $service }?

signed-out = Você saiu da sua conta
    .everywhere = Você saiu da sua conta em todos os dispositivos
    .close = Você já pode fechar esta página.

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

fault-unknown-client = Este app não é conhecido aqui
    .text = A página que trouxe você até aqui indica um app que não está registrado. Volte e avise os responsáveis por ela.
fault-unknown-redirect = Este endereço não é conhecido aqui
    .text = A página que trouxe você até aqui quer levar você de volta a um endereço que não está registrado. Volte e avise os responsáveis por ela.
fault-unreadable = Não foi possível ler esta solicitação
    .text = A página que trouxe você até aqui cometeu um erro. Volte e avise os responsáveis por ela.
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

wrong-email = Não conseguimos enviar e-mails para este endereço. Confira se há erros.
wrong-number = Não conseguimos enviar SMS para este número. Confira e comece com + e o código do país: +55, +351.
    .perhaps = Não conseguimos enviar SMS para este número. Você quis dizer { $number }?
wrong-country = Não enviamos SMS para números deste país: use um endereço de e-mail.
wrong-texts-off = Não enviamos SMS: use um endereço de e-mail.
