confirm = Continuer vers { $client } ?
    .title = Continuer vers { $client }
    .host = La réponse sera envoyée à { $host }.
    .grants = { $client } pourra
    .yes = Continuer
    .no = Annuler
    .other-account = Utiliser un autre compte

signed-in-as = Vous utilisez le compte { $account }.

grant-email = voir votre adresse e-mail
grant-phone = voir votre numéro de téléphone
grant-offline-access = conserver l'accès même si vous vous déconnectez ici
grant-account = modifier votre compte
grant-other = utiliser { $scope }

step = Encore une étape
    .show = Prouvez-le avec quelque chose que votre compte possède.
    .passkey = Utiliser une clé d’accès
    .script = Une clé d’accès a besoin de JavaScript, qui est désactivé ici.
    .app = Code de votre application d’authentification
    .recovery = Code de récupération
    .add = Il faut plus qu’un code que nous envoyons. Ajoutez-le à votre compte dans un nouvel onglet, puis continuez ici.
    .add-passkey = Ajouter une clé d’accès
    .add-app = Ajouter une application d’authentification
    .added = Je l’ai ajouté
    .other-way = La façon dont vous vous êtes connecté ne compte pas ici. Utilisez-en une autre.
    .nothing = Il faut plus que ce que vous pouvez prouver ici.
    .back = Revenir à { $client } sans cela
    .anew = Se connecter autrement

sign-out = Se déconnecter
    .heading = Se déconnecter de { $service } ?

signed-out = Déconnexion effectuée
    .everywhere = Déconnexion effectuée partout
    .close = Vous pouvez fermer cette page.

account = Votre compte
    .since = chez { $service }, depuis le { $since }
    .identifiers = Vous vous connectez avec
    .sign-ins = Vos connexions en cours
    .browser = Navigateur
    .this-browser = ce navigateur
    .last-used = dernière utilisation : { $when }
    .network = depuis le réseau { $network }
    .end = Se déconnecter
    .end-there = Mettre fin à cette connexion
    .end-all = Se déconnecter partout
    .consents = Applications autorisées
    .may = peut : { $grants }
    .since-day = depuis le { $since }
    .take-back = Retirer l'accès
    .data = Vos données
    .export = Télécharger tout ce que nous avons sur vous
    .sure = Je veux que mon compte soit supprimé. Personne ne pourra le rétablir.
    .erase = Supprimer mon compte
    .prove = Pour supprimer votre compte, confirmez encore une fois votre identité.
    .get-code = Recevoir un code
    .erased = Votre compte est supprimé

done-ended = Cette connexion a pris fin.
done-ended-before = Cette connexion avait déjà pris fin.
done-taken-back = Cette application n'a plus accès à votre compte.
done-nothing = Rien n'a été modifié.
done-again = Rien n'a été modifié. Veuillez réessayer.

fault-unknown-client = Cette application n'est pas connue ici
    .text = La page d'où vous venez désigne une application qui n'est pas enregistrée. Revenez en arrière et prévenez l'exploitant de cette page.
fault-unknown-redirect = Cette adresse n'est pas connue ici
    .text = La page d'où vous venez veut vous renvoyer à une adresse qui n'est pas enregistrée. Revenez en arrière et prévenez l'exploitant de cette page.
fault-unreadable = Cette demande est illisible
    .text = La page d'où vous venez a commis une erreur. Revenez en arrière et prévenez l'exploitant de cette page.
fault-pushed = Recommencez
    .text = Ce lien est trop ancien ou a déjà été utilisé. Revenez à l'application et connectez-vous depuis celle-ci.
fault-attempt-over = Ce code n'est plus valable
    .text = Il correspondait à une tentative qui a expiré. Revenez en arrière et demandez un nouveau code.
fault-sign-out = La déconnexion n'a pas abouti
    .text = La page d'où vous venez a commis une erreur : votre session est toujours ouverte. Prévenez l'exploitant de cette page.
fault-reload = Recommencez
    .text = Rechargez la page.
fault-at-once = Trop d'actions à la fois
    .text = Plusieurs pages modifient la même chose. Patientez un instant et rechargez cette page.

wrong-email = Nous ne pouvons pas écrire à cette adresse. Vérifiez qu'elle ne contient pas d'erreur.
wrong-number = Nous ne pouvons pas envoyer de SMS à ce numéro. Vérifiez-le et commencez par + et l'indicatif du pays : +33, +32.
    .perhaps = Nous ne pouvons pas envoyer de SMS à ce numéro. Vouliez-vous dire { $number } ?
wrong-country = Nous n'envoyons pas de SMS aux numéros de ce pays : utilisez une adresse e-mail.
wrong-texts-off = Nous n'envoyons pas de SMS : utilisez une adresse e-mail.
