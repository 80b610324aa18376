sign-in = Se connecter
    .heading = Se connecter à { $service }
    .address = Adresse e-mail
    .address-or-number = Adresse e-mail ou numéro de téléphone
    .codes = Un numéro commence par + et l’indicatif du pays, par exemple { $codes }.
    .send = Envoyer un code
    .promise = Nous vous envoyons un code. Aucun mot de passe n'est nécessaire.
    .passkey = Se connecter avec une clé d’accès

asker = pour continuer vers { $client }
    .with-host = pour continuer vers { $client } ({ $host })

code-entry = Saisissez le code
    .sent = Nous l'avons envoyé à { $destination }.
    .life =
        { $minutes ->
            [one] Il est valable { $minutes } minute.
           *[other] Il est valable { $minutes } minutes.
        }
    .label = Code
    .continue = Continuer
    .another = Envoyer un nouveau code
    .or-link = L'e-mail contient aussi un lien. Après l'avoir ouvert dans ce navigateur, continuez ici.
    .by-link = J'ai ouvert le lien
    .other-address = Utiliser une autre adresse
    .warning = Personne chez { $service } ne vous demandera ce code.

link = Se connecter en tant que { $account } sur cet appareil ?
    .replaces = Vous êtes connecté ici en tant que { $other }. Cette connexion prendra fin.
    .warning = Ne continuez que si vous venez vous-même de demander à vous connecter à { $service }. Sinon, fermez cette page : il ne se passera rien.

fault-link = Ce lien n'est plus valable
    .text = Il a été utilisé, il a expiré, ou un lien plus récent a été envoyé. Connectez-vous avec un nouveau code.
fault-link-refused = La connexion n'a pas abouti

wrong-attempt = Cette tentative est terminée. Recommencez.
wrong-code = Ce code est incorrect ou n'est plus valable. Vérifiez-le ou demandez-en un nouveau.
wrong-form = Le code est incomplet ou trop long. Vérifiez-le.
wrong-over = Ce code n'est plus valable. Demandez-en un nouveau.
wrong-too-many-calls = Trop de tentatives sont venues de votre réseau.
wrong-too-soon = Le dernier code vient d'être envoyé.
wrong-too-many-codes = Trop de codes y ont été envoyés.
    .link = Trop de codes y ont été envoyés. Utilisez le lien de notre dernier e-mail, ou un appareil sur lequel vous vous êtes déjà connecté.
wrong-no-texts = L'envoi de SMS est impossible pour le moment. Utilisez une adresse e-mail.
wrong-passkey = Cette clé d'accès n'a pas fonctionné. Réessayez ou demandez un code.
wrong-passkey-unknown = Cette clé d'accès n'est plus connue ici. Demandez un code.
wrong-disabled = Votre compte est désactivé.
wrong-second-step = Votre compte exige une deuxième étape.
wrong-sign-up = Aucun compte ne peut être créé pour vous ici.
wrong-app = Ce n’est pas le code actuel de l’application. Chaque code sert une fois : attendez le suivant.
wrong-app-spent = Trop de codes erronés de l’application.
wrong-app-off = Trop de codes erronés : l’application est désactivée jusqu’à ce que vous utilisiez une clé d’accès ou un code de récupération.
wrong-recovery = Ce n’est aucun de vos codes de récupération, ou il a déjà servi.
wrong-at-once = Trop de demandes modifient la même chose à la fois.
wrong-unavailable = Le service ne peut pas répondre pour le moment.
wrong-internal = Une erreur s'est produite de notre côté.

wait-seconds =
    { $count ->
        [one] Réessayez dans { $count } seconde.
       *[other] Réessayez dans { $count } secondes.
    }
wait-minutes =
    { $count ->
        [one] Réessayez dans { $count } minute.
       *[other] Réessayez dans { $count } minutes.
    }
wait-hours =
    { $count ->
        [one] Réessayez dans { $count } heure.
       *[other] Réessayez dans { $count } heures.
    }
