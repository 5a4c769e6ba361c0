/** What the mails say. `{name}` is filled in; `one`/`other` by count. */
export const mailWords = {
  fr: {
    confirmedSubject: { one: 'Votre billet pour {event}, {date}', other: 'Vos {count} billets pour {event}, {date}' },
    going: 'C’est réservé : {event}',
    doors: 'ouverture des portes {time}',
    starts: 'début {time}',
    row: 'Rang {row}',
    seat: 'siège {seat}',
    free: 'Placement libre',
    gate: 'Porte : {gate}',
    show: 'Afficher mes billets',
    paid: 'Payé {total}, frais {fees} et TVA {tax} compris. Les billets sont joints en PDF.',
    attached: 'Les billets sont joints en PDF.',
    paidByCard: 'dont {amount} par la carte cadeau ••{end}',
    refundRule: 'Remboursement : {rule}',
    soldBy: 'Vendu par {seller}.',
    otherSeats:
      'Votre banque a répondu après la fin de la réservation, et vos places étaient prises. Comme convenu, vous avez d’autres places de la même zone, ensemble, au même prix.',
    late: 'Votre banque a répondu après la fin de la réservation ; vos places étaient encore libres et elles sont à vous.',
    refundedSubject: 'Nous vous remboursons {total}',
    refundedTitle: 'Nous vous remboursons {total}',
    refundedReasons: {
      seats_gone:
        'Votre paiement pour {event} est arrivé après la fin de la réservation, et vos places avaient été vendues entre-temps.',
      paid_twice:
        'Votre commande {reference} avait déjà été payée : ce second paiement vous est rendu, vos billets restent valables.',
      order_refunded: 'Votre commande {reference} avait déjà été remboursée : ce second paiement vous est rendu aussi.',
      order_cancelled: 'Votre paiement est arrivé après l’annulation de la commande {reference}.',
      performance_cancelled: '{event} est annulé.',
      sale_over: 'Votre paiement pour {event} est arrivé après la fin de la vente.',
      gift_card_gone:
        'Votre paiement pour {event} est arrivé après la fin de la réservation, et votre carte cadeau ne pouvait plus payer le reste.',
    },
    refundedDelay:
      'La totalité, frais compris, revient sur le moyen de paiement utilisé, en général sous 5 jours ouvrés. Vous n’avez rien à faire.',
    notChargedSubject: 'Votre commande {reference} n’a pas abouti',
    notChargedText:
      'Rien n’a été débité : votre banque lève la réserve de {total} d’elle-même, en général en quelques jours.',
    unpaidSubject: 'Vos billets pour {event} ne sont plus valables',
    unpaidWhy: 'Votre banque avait accepté {total}, puis ne les a pas versés.',
    refundedElsewhereWhy: '{total} vous ont été rendus par le prestataire de paiement.',
    unpaidText:
      'Les billets de la commande {reference} sont annulés et vos places sont libres de nouveau. Vous pouvez les reprendre si elles le sont encore.',
    cancelledSubject: {
      one: 'Votre billet pour {event} est annulé',
      other: 'Vos {count} billets pour {event} sont annulés',
    },
    cancelledText: {
      one: 'Ce billet pour {event} est annulé et ne permet plus d’entrer :',
      other: 'Ces {count} billets pour {event} sont annulés et ne permettent plus d’entrer :',
    },
    cancelledDelay: 'Le montant revient sur le moyen de paiement utilisé, en général sous 5 jours ouvrés.',
    cancelledPayment: '{amount} reviennent sur le moyen de paiement utilisé, en général sous 5 jours ouvrés.',
    cancelledOnCard: '{amount} sont de nouveau sur la carte cadeau qui avait payé.',
    cancelledNewCard: '{amount} vous sont rendus sur une nouvelle carte cadeau, envoyée dans un autre message.',
    giftCardsAgain: 'Ce que vos cartes cadeau avaient payé y est de nouveau.',
    giftCardSubject: 'Votre carte cadeau de {amount} chez {seller}',
    giftCardText: '{seller} vous offre {amount} pour vos prochains billets.',
    giftCardRefund: '{seller} vous rend {amount} sur cette carte cadeau, pour vos prochains billets.',
    giftCardCode: 'Son code : {code}',
    giftCardUntil: 'Elle est valable jusqu’au {date}.',
    giftCardForever: 'Elle est valable sans limite de durée.',
    giftCardHow:
      'Saisissez le code au moment de payer une commande chez {seller}, en une ou plusieurs fois : ce qui n’est pas dépensé y reste.',
    giftCardButton: 'Voir ma carte cadeau',
    giftCardSecret:
      'Qui connaît ce code peut dépenser la carte : ne le transmettez qu’à la personne à qui vous l’offrez.',
    cancelledNothing: 'Aucun remboursement n’est dû pour cette annulation.',
    ticketsLeft: { one: 'Votre autre billet reste valable.', other: 'Vos {count} autres billets restent valables.' },
    noTicketsLeft: 'Il ne reste aucun billet valable dans cette commande.',
    rejectedSubject: 'Votre demande d’annulation pour {event}',
    rejectedText: 'L’organisateur n’a pas accepté l’annulation demandée ; vos billets restent valables. Sa réponse :',
    transferSubject: 'Virez {total} pour {event} avant le {until}',
    transferText:
      'Vos places pour {event} vous sont réservées jusqu’au {until}. Le virement doit être arrivé d’ici là, avec sa référence :',
    transferHolder: 'Bénéficiaire :',
    transferReference: 'Référence :',
    transferAmount: 'Montant :',
    transferAfter:
      'Envoyez exactement ce montant : un autre ne peut pas être rapproché. Vos billets partent par e-mail dès que le virement est constaté ; s’il arrive trop tard et que vos places sont reprises, il vous est rendu.',
    transferOverSubject: 'Votre commande {reference} n’attend plus de virement',
    transferOver: 'N’envoyez pas de virement pour cette commande. Son état est visible ci-dessous.',
    order: 'Voir la commande',
    verifySubject: 'Confirmez votre adresse e-mail',
    verifyTitle: 'Bienvenue sur Tessera',
    verifyText: 'Confirmez que cette adresse est la vôtre. Le lien est valable un jour.',
    verifyButton: 'Confirmer mon adresse',
    verifyOther: 'Si vous n’avez pas créé de compte, ignorez ce message.',
  },
  en: {
    confirmedSubject: { one: 'Your ticket for {event}, {date}', other: 'Your {count} tickets for {event}, {date}' },
    going: 'You’re going: {event}',
    doors: 'doors {time}',
    starts: 'start {time}',
    row: 'Row {row}',
    seat: 'seat {seat}',
    free: 'Unreserved',
    gate: 'Gate: {gate}',
    show: 'Show my tickets',
    paid: 'Paid {total}, including fees of {fees} and VAT of {tax}. The tickets are attached as PDF.',
    attached: 'The tickets are attached as PDF.',
    paidByCard: 'of it {amount} by the gift card ••{end}',
    refundRule: 'Refund: {rule}',
    soldBy: 'Sold by {seller}.',
    otherSeats:
      'Your bank answered after your hold had ended, and your seats were taken. As agreed you have other seats of the same zone, together, at the same price.',
    late: 'Your bank answered after your hold had ended; your places were still free, and they are yours.',
    refundedSubject: 'We are refunding {total}',
    refundedTitle: 'We are refunding {total}',
    refundedReasons: {
      seats_gone:
        'Your payment for {event} arrived after your hold had ended, and your places had been sold meanwhile.',
      paid_twice:
        'Your order {reference} was paid already: this second payment goes back to you, your tickets stay valid.',
      order_refunded: 'Your order {reference} had been refunded already: this second payment goes back to you too.',
      order_cancelled: 'Your payment arrived after order {reference} was cancelled.',
      performance_cancelled: '{event} is cancelled.',
      sale_over: 'Your payment for {event} arrived after the end of the sale.',
      gift_card_gone:
        'Your payment for {event} arrived after your hold had ended, and your gift card could not pay the rest any more.',
    },
    refundedDelay:
      'The whole amount, fees included, goes back the way you paid, usually within 5 working days. There is nothing you need to do.',
    notChargedSubject: 'Your order {reference} did not go through',
    notChargedText:
      'Nothing was charged: your bank lifts the reservation of {total} by itself, usually within a few days.',
    unpaidSubject: 'Your tickets for {event} are not valid any more',
    unpaidWhy: 'Your bank had agreed to {total}, and then did not pay.',
    refundedElsewhereWhy: '{total} were given back to you by the payment provider.',
    unpaidText:
      'The tickets of order {reference} are void and your places are free again. You can take them again if they still are.',
    cancelledSubject: {
      one: 'Your ticket for {event} is cancelled',
      other: 'Your {count} tickets for {event} are cancelled',
    },
    cancelledText: {
      one: 'This ticket for {event} is cancelled and lets nobody in any more:',
      other: 'These {count} tickets for {event} are cancelled and let nobody in any more:',
    },
    cancelledDelay: 'The money goes back the way you paid, usually within 5 working days.',
    cancelledPayment: '{amount} goes back the way you paid, usually within 5 working days.',
    cancelledOnCard: '{amount} is back on the gift card that paid.',
    cancelledNewCard: '{amount} comes back to you on a new gift card, in a message of its own.',
    giftCardsAgain: 'What your gift cards had paid is on them again.',
    giftCardSubject: 'Your gift card of {amount} at {seller}',
    giftCardText: '{seller} gives you {amount} for your next tickets.',
    giftCardRefund: '{seller} gives you {amount} back on this gift card, for your next tickets.',
    giftCardCode: 'Its code: {code}',
    giftCardUntil: 'It is valid until {date}.',
    giftCardForever: 'It is valid without an end.',
    giftCardHow:
      'Enter the code when you pay for an order at {seller}, at once or bit by bit: what you do not spend stays on it.',
    giftCardButton: 'See my gift card',
    giftCardSecret: 'Whoever knows this code can spend the card: tell it only to the person you give it to.',
    cancelledNothing: 'Nothing goes back for this cancellation.',
    ticketsLeft: { one: 'Your other ticket stays valid.', other: 'Your {count} other tickets stay valid.' },
    noTicketsLeft: 'No valid ticket is left in this order.',
    rejectedSubject: 'Your wish to cancel tickets for {event}',
    rejectedText: 'The organiser did not agree to the cancellation; your tickets stay valid. The answer:',
    transferSubject: 'Transfer {total} for {event} by {until}',
    transferText:
      'Your places for {event} are kept for you until {until}. The transfer must have come by then, with its reference:',
    transferHolder: 'To:',
    transferReference: 'Reference:',
    transferAmount: 'Amount:',
    transferAfter:
      'Send exactly this amount: another one cannot be matched. Your tickets are sent by e-mail as soon as the transfer is seen; if it comes too late and your places are somebody else’s, it goes back to you.',
    transferOverSubject: 'Your order {reference} waits for no transfer any more',
    transferOver: 'Do not send a transfer for this order. How it stands is shown there.',
    order: 'See the order',
    verifySubject: 'Confirm your e-mail address',
    verifyTitle: 'Welcome to Tessera',
    verifyText: 'Confirm that this address is yours. The link works for a day.',
    verifyButton: 'Confirm my address',
    verifyOther: 'If you did not create an account, ignore this message.',
  },
} as const;

export function fill(words: string, facts: Readonly<Record<string, string | number>>): string {
  return words.replace(/\{(\w+)\}/g, (whole, name: string) => String(facts[name] ?? whole));
}
