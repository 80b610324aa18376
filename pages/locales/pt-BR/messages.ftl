code-sign-in = Seu código para { $name }:
    .subject = Seu código de acesso para { $name } ({ $tag })
    .warning = Ninguém nunca vai pedir este código a você. Se você não tentou entrar, ignore esta mensagem.
    .text = { $name }: codigo { $code }. Vale { $life }. Nao compartilhe.
    .long-text = { $name }: codigo { $code }. Vale { $life }.

code-new-identifier = O código que permite entrar em uma conta em { $name } com este endereço:
    .subject = Adicionar este endereço a uma conta em { $name } ({ $tag })
    .warning = Ninguém nunca vai pedir este código a você. Se você não queria isso, ignore esta mensagem.
    .text = { $name }: codigo { $code } inclui este numero. Vale { $life }.
    .long-text = { $name }: codigo conta { $code }. { $life }.

code-add-identifier = O código que adiciona um endereço ou um número à sua conta em { $name }:
    .subject = Uma nova forma de entrar na sua conta em { $name } ({ $tag })
    .warning = Ninguém nunca vai pedir este código a você. Se você não queria isso, ignore esta mensagem.
    .text = { $name }: codigo { $code } altera sua conta. Vale { $life }.
    .long-text = { $name }: codigo conta { $code }. { $life }.

code-remove-identifier = O código que remove um endereço ou um número da sua conta em { $name }:
    .subject = Uma forma a menos de entrar na sua conta em { $name } ({ $tag })
    .warning = Ninguém nunca vai pedir este código a você. Se você não queria isso, ignore esta mensagem.
    .text = { $name }: codigo { $code } altera sua conta. Vale { $life }.
    .long-text = { $name }: codigo conta { $code }. { $life }.

code-minutes =
    { $count ->
        [one] O código vale por { $count } minuto e só funciona uma vez.
       *[other] O código vale por { $count } minutos e só funciona uma vez.
    }
    .short = { $count } min

code-seconds =
    { $count ->
        [one] O código vale por { $count } segundo e só funciona uma vez.
       *[other] O código vale por { $count } segundos e só funciona uma vez.
    }
    .short = { $count } s

code-place = Digite o código em { $host } e em nenhum outro lugar.
code-called = O nome desta mensagem é { $tag }.
code-link = Entrar
    .open = Ou abra este link no navegador em que você quer entrar:
code-asked-from = O código foi pedido a partir da rede { $network }.

notice-new-device = Novo acesso à sua conta em { $name }
    .what = Alguém entrou na sua conta com um dispositivo que não conhecemos, pela rede { $what }.
    .advice = Se não foi você, entre em { $host } e encerre tudo o que não reconhecer.

notice-client-consented = Um app pode usar sua conta em { $name }
    .what = Você deu acesso a este app: { $what }
    .advice = Se não foi você, entre em { $host } e encerre tudo o que não reconhecer.

notice-identifier-added = Uma forma de entrar foi adicionada à sua conta em { $name }
    .what = A partir de agora, também é possível entrar na sua conta com { $what }.
    .advice = Se não foi você, entre em { $host }, encerre todas as sessões e fale com os responsáveis por { $name }.
    .text = { $name }: uma forma de entrar foi adicionada. Nao foi voce? { $host }

notice-identifier-removed = Uma forma de entrar foi removida da sua conta em { $name }
    .what = A partir de agora, ninguém pode entrar na sua conta com { $what }.
    .advice = Se não foi você, entre em { $host }, encerre todas as sessões e fale com os responsáveis por { $name }.
    .text = { $name }: uma forma de entrar foi removida. Nao foi voce? { $host }

notice-factors = A forma de provar quem você é mudou em { $name }
    .passkey-added = Uma chave de acesso foi adicionada à sua conta pela rede { $what }.
    .passkey-removed = Uma chave de acesso foi removida da sua conta pela rede { $what }.
    .app-set = Um aplicativo autenticador foi configurado para a sua conta, a partir da rede { $what }.
    .app-removed = O aplicativo autenticador foi removido da sua conta, a partir da rede { $what }.
    .recovery-codes-renewed = Novos códigos de recuperação foram criados para a sua conta, a partir da rede { $what }. Os anteriores não valem mais.
    .second-step-demanded = A sua conta agora exige uma segunda etapa a cada entrada. Isso foi pedido a partir da rede { $what }.
    .second-step-dropped = A sua conta não exige mais uma segunda etapa. Isso foi pedido a partir da rede { $what }.
    .reset = Quem opera { $name } removeu da sua conta todas as chaves de acesso, o aplicativo autenticador e os códigos de recuperação, e encerrou todas as sessões.
    .removal-stopped = A remoção em espera foi interrompida a partir da rede { $what }. Sua conta mantém o que foi informado como perdido.
    .removal-completed = O que foi informado como perdido foi removido da sua conta, a partir da rede { $what }. Ninguém mais pode entrar com isso.
    .advice = Se não foi você, entre em { $host }, encerre todas as sessões e fale com os responsáveis por { $name }.
    .text = { $name }: seu modo de acesso mudou. Nao foi voce? { $host }

notice-removal = Foi informada uma perda na sua conta em { $name }
    .app = Alguém informou que o seu aplicativo autenticador foi perdido, a partir da rede { $what }. Ele poderá ser removido a partir de { $due }, a menos que isso seja interrompido antes.
    .passkey = Alguém informou que uma das suas chaves de acesso foi perdida, a partir da rede { $what }. Ela poderá ser removida a partir de { $due }, a menos que isso seja interrompido antes.
    .everything = Alguém informou que todas as suas chaves de acesso e o seu aplicativo autenticador foram perdidos, a partir da rede { $what }. Eles poderão ser removidos a partir de { $due }, a menos que isso seja interrompido antes.
    .advice = Se não foi você, entre em { $host } com uma chave de acesso, o aplicativo ou um código de recuperação e interrompa a remoção. Se não puder, fale com os responsáveis por { $name }.
    .text = { $name }: acesso informado como perdido. Nao foi voce? Pare: { $host }

notice-disabled = Sua conta em { $name } foi desativada
    .what = Por enquanto, ninguém pode entrar na sua conta. Todas as sessões foram encerradas.
    .advice = Se você não esperava por isso, fale com os responsáveis por { $name }.
    .text = { $name }: sua conta foi desativada.

notice-erased = Sua conta em { $name } foi excluída
    .what = Sua conta não existe mais, nem os dados que estavam guardados nela. Todas as sessões foram encerradas.
    .advice = Se você não esperava por isso, fale com os responsáveis por { $name }.
    .text = { $name }: sua conta foi excluida.

notice-when = Isso aconteceu em { $when }.
