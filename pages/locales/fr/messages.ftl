code-sign-in = Votre code pour { $name } :
    .subject = Votre code de connexion pour { $name } ({ $tag })
    .warning = Personne ne vous demandera jamais ce code. Si vous n'avez pas essayé de vous connecter, ignorez ce message.
    .text = { $name } code : { $code }. Valable { $life }. Ne le partagez pas.
    .long-text = { $name } code : { $code }. Valable { $life }.

code-new-identifier = Le code qui permettra de se connecter à un compte de { $name } avec cette adresse :
    .subject = Ajouter cette adresse à un compte chez { $name } ({ $tag })
    .warning = Personne ne vous demandera jamais ce code. Si vous n'avez pas voulu cela, ignorez ce message.
    .text = { $name } code : { $code } ajoute ce numéro. Valable { $life }.
    .long-text = { $name } code compte : { $code }. { $life }.

code-add-identifier = Le code qui ajoute une adresse ou un numéro à votre compte chez { $name } :
    .subject = Un moyen de connexion de plus pour votre compte chez { $name } ({ $tag })
    .warning = Personne ne vous demandera jamais ce code. Si vous n'avez pas voulu cela, ignorez ce message.
    .text = { $name } code : { $code } modifie votre compte. Valable { $life }.
    .long-text = { $name } code compte : { $code }. { $life }.

code-remove-identifier = Le code qui retire une adresse ou un numéro de votre compte chez { $name } :
    .subject = Un moyen de connexion de moins pour votre compte chez { $name } ({ $tag })
    .warning = Personne ne vous demandera jamais ce code. Si vous n'avez pas voulu cela, ignorez ce message.
    .text = { $name } code : { $code } modifie votre compte. Valable { $life }.
    .long-text = { $name } code compte : { $code }. { $life }.

code-minutes =
    { $count ->
        [one] Il est valable { $count } minute et une seule fois.
       *[other] Il est valable { $count } minutes et une seule fois.
    }
    .short = { $count } min

code-seconds =
    { $count ->
        [one] Il est valable { $count } seconde et une seule fois.
       *[other] Il est valable { $count } secondes et une seule fois.
    }
    .short = { $count } s

code-place = Saisissez-le sur { $host } et nulle part ailleurs.
code-called = Ce message s'appelle { $tag }.
code-link = Se connecter
    .open = Ou ouvrez ce lien dans le navigateur où vous souhaitez vous connecter :
code-asked-from = Le code a été demandé depuis le réseau { $network }.

notice-new-device = Nouvelle connexion à votre compte { $name }
    .what = Quelqu'un s'est connecté à votre compte sur un appareil inconnu, depuis le réseau { $what }.
    .advice = Si ce n'était pas vous, connectez-vous sur { $host } et mettez fin à ce que vous ne connaissez pas.

notice-client-consented = Une application peut utiliser votre compte { $name }
    .what = Vous avez autorisé cette application : { $what }
    .advice = Si ce n'était pas vous, connectez-vous sur { $host } et mettez fin à ce que vous ne connaissez pas.

notice-identifier-added = Un moyen de connexion a été ajouté à votre compte { $name }
    .what = Désormais, on peut aussi se connecter à votre compte par { $what }.
    .advice = Si ce n'était pas vous, connectez-vous sur { $host }, mettez fin à toutes les connexions et écrivez à l'exploitant de { $name }.
    .text = { $name } : moyen de connexion ajouté. Pas vous ? { $host }

notice-identifier-removed = Un moyen de connexion a été retiré de votre compte { $name }
    .what = Désormais, personne ne peut plus se connecter à votre compte par { $what }.
    .advice = Si ce n'était pas vous, connectez-vous sur { $host }, mettez fin à toutes les connexions et écrivez à l'exploitant de { $name }.
    .text = { $name } : moyen de connexion retiré. Pas vous ? { $host }

notice-factors = Vos moyens de preuve chez { $name } ont changé
    .passkey-added = Une clé d'accès a été ajoutée à votre compte depuis le réseau { $what }.
    .passkey-removed = Une clé d'accès a été retirée de votre compte depuis le réseau { $what }.
    .app-set = Une application d'authentification a été configurée pour votre compte, depuis le réseau { $what }.
    .app-removed = L'application d'authentification a été retirée de votre compte, depuis le réseau { $what }.
    .recovery-codes-renewed = De nouveaux codes de récupération ont été créés pour votre compte, depuis le réseau { $what }. Les anciens ne valent plus.
    .second-step-demanded = Votre compte exige désormais une seconde étape à chaque connexion. Cela a été demandé depuis le réseau { $what }.
    .second-step-dropped = Votre compte n'exige plus de seconde étape. Cela a été demandé depuis le réseau { $what }.
    .reset = L'exploitant de { $name } a retiré de votre compte toutes les clés d'accès, l'application d'authentification et les codes de récupération, et a mis fin à toutes les connexions.
    .removal-stopped = Le retrait en attente a été arrêté, depuis le réseau { $what }. Votre compte garde ce qui avait été déclaré perdu.
    .removal-completed = Ce qui avait été déclaré perdu a été retiré de votre compte, depuis le réseau { $what }. Plus personne ne peut s'en servir pour se connecter.
    .advice = Si ce n'était pas vous, connectez-vous sur { $host }, mettez fin à toutes les connexions et écrivez à l'exploitant de { $name }.
    .text = { $name } : mode de connexion modifié. Pas vous ? { $host }

notice-removal = Une perte a été déclarée pour votre compte { $name }
    .app = Quelqu'un a déclaré votre application d'authentification perdue, depuis le réseau { $what }. Elle pourra être retirée à partir du { $due }, sauf si cela est arrêté avant.
    .passkey = Quelqu'un a déclaré perdue l'une de vos clés d'accès, depuis le réseau { $what }. Elle pourra être retirée à partir du { $due }, sauf si cela est arrêté avant.
    .everything = Quelqu'un a déclaré perdues toutes vos clés d'accès et votre application d'authentification, depuis le réseau { $what }. Elles pourront être retirées à partir du { $due }, sauf si cela est arrêté avant.
    .advice = Si ce n'était pas vous, connectez-vous sur { $host } avec une clé d'accès, l'application ou un code de récupération, et arrêtez le retrait. Si vous ne le pouvez pas, écrivez à l'exploitant de { $name }.
    .text = { $name } : moyen de connexion déclaré perdu. Pas vous ? Stoppez : { $host }

notice-disabled = Votre compte { $name } a été désactivé
    .what = Pour l'instant, personne ne peut se connecter à votre compte, et toutes les connexions ont pris fin.
    .advice = Si vous ne vous y attendiez pas, écrivez à l'exploitant de { $name }.
    .text = { $name } : votre compte a été désactivé.

notice-erased = Votre compte { $name } a été supprimé
    .what = Votre compte est supprimé avec tout ce qui en était conservé, et toutes les connexions ont pris fin.
    .advice = Si vous ne vous y attendiez pas, écrivez à l'exploitant de { $name }.
    .text = { $name } : votre compte a été supprimé.

notice-when = Date : { $when }.
