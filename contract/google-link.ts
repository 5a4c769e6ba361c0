/** As many tickets as fit into a link to save them that browsers, chats and mails leave whole. */
export const googleLinkTicketsMax = 6;
