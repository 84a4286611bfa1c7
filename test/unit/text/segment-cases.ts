/** What is tested, the text, and its sentences. */
export type Case = readonly [what: string, text: string, sentences: readonly string[]];

const safety = `The state must keep its citizens safe, for without safety there is no
freedom that is worth the name.`;
const letter = `So wrote in 1891 the old and learned Mr.
Whitmore in a letter to his son, and few of those who read it then would
have guessed how often it would be quoted in the century that was to
come, or by whom.`;
const wrappedProse = `${safety} ${letter}`;
const withCrlf = (text: string): string => text.replaceAll('\n', '\r\n');

export const punctuation: readonly Case[] = [
  ['two plain sentences', 'We need peace. They want war.', ['We need peace.', 'They want war.']],
  ['no final punctuation', 'We need peace. They want war', ['We need peace.', 'They want war']],
  ['question and exclamation marks', 'Why? Because! Fine.', ['Why?', 'Because!', 'Fine.']],
  ['several marks together', 'What?! No!!! Yes???', ['What?!', 'No!!!', 'Yes???']],
  ['quotes after the full stop', 'He said "we are free." Then he left.', ['He said "we are free."', 'Then he left.']],
  ['curly quotes', '“We are free.” “Are we?”', ['“We are free.”', '“Are we?”']],
  ['a quotation that is a question', '"Why?" she asked. Nobody knew.', ['"Why?" she asked.', 'Nobody knew.']],
  ['a closing bracket', '(It was late.) She left.', ['(It was late.)', 'She left.']],
  ['a mark in brackets', 'The duke (!) came too. All bowed.', ['The duke (!) came too.', 'All bowed.']],
  ['three dots before lower case', 'Well... maybe we should.', ['Well... maybe we should.']],
  ['three dots before a capital', 'Well... Maybe we should.', ['Well...', 'Maybe we should.']],
  ['an ellipsis character before lower case', 'He waited… and then he left.', ['He waited… and then he left.']],
  ['an ellipsis character before a capital', 'He waited… Then he left.', ['He waited…', 'Then he left.']],
  ['an omission in brackets', 'The king [...] Edward fell. [...] Then came peace.', ['The king [...] Edward fell.', '[...] Then came peace.']],
  ['decimals', 'It costs 3.50 today. Prices rose by 2.5 percent.', ['It costs 3.50 today.', 'Prices rose by 2.5 percent.']],
  ['versions', 'Version 2.0.1 is out. Install it.', ['Version 2.0.1 is out.', 'Install it.']],
  ['a year at the end', 'It was 1990. Then it changed.', ['It was 1990.', 'Then it changed.']],
  ['addresses', 'Write to a.b@example.org or see http://example.org/a?Q=A.B today. Thanks!', ['Write to a.b@example.org or see http://example.org/a?Q=A.B today.', 'Thanks!']],
  ['an address at the end', 'See www.example.org. Then decide.', ['See www.example.org.', 'Then decide.']],
  ['a question mark without a space', 'What?No! Never.', ['What?', 'No!', 'Never.']],
  ['footnote marks', 'Freedom matters.[1] So does duty.² The end.', ['Freedom matters.[1]', 'So does duty.²', 'The end.']],
  ['emphasis marks', '**We care.** *They do not.* Fine.', ['**We care.**', '*They do not.*', 'Fine.']],
  ['emoji after the full stop', 'Great! 😀👍🏽 Next one. ❤️ Done', ['Great! 😀👍🏽', 'Next one. ❤️', 'Done']],
  ['emoji without a space', 'Great!🎉 Next one.', ['Great!🎉', 'Next one.']],
  ['an emoticon', 'I like it. :) You too?', ['I like it. :)', 'You too?']],
  ['a writer without capitals', 'i like freedom. it is good. do you?', ['i like freedom.', 'it is good.', 'do you?']],
  ['markup as plain text', '<script>alert("hi")</script> was there. We removed it.', ['<script>alert("hi")</script> was there.', 'We removed it.']],
  ['a dash close to the full stop', 'Guard the future.--Such is our duty, governed.—That is all, 3.--5.', ['Guard the future.', '--Such is our duty, governed.', '—That is all, 3.--5.']],
  ['a dash after the full stop', 'He left. – She stayed.', ['He left.', '– She stayed.']],
];

export const abbreviations: readonly Case[] = [
  ['titles', 'Dr. Smith met Mr. Jones and Mrs. Lee. They talked.', ['Dr. Smith met Mr. Jones and Mrs. Lee.', 'They talked.']],
  ['initials', 'J. R. R. Tolkien wrote it. George W. Bush read it.', ['J. R. R. Tolkien wrote it.', 'George W. Bush read it.']],
  ['an initial before a name particle', 'L. Van Beethoven composed. C. De Gaulle ruled.', ['L. Van Beethoven composed.', 'C. De Gaulle ruled.']],
  ['a letter that ends a sentence', 'We lack vitamin D. The sun helps.', ['We lack vitamin D.', 'The sun helps.']],
  ['a country inside a sentence', 'He left the U.S. Army in May. It was hard.', ['He left the U.S. Army in May.', 'It was hard.']],
  ['a country at the end', 'He lives in the U.S. The flat is small.', ['He lives in the U.S.', 'The flat is small.']],
  ['times of day', 'Come at 5 p.m. on Monday. She left at 9 a.m. Then it rained.', ['Come at 5 p.m. on Monday.', 'She left at 9 a.m.', 'Then it rained.']],
  ['examples', 'Some rights, e.g. Freedom of speech, i.e. Talking, matter. OK.', ['Some rights, e.g. Freedom of speech, i.e. Talking, matter.', 'OK.']],
  ['figures and numbers', 'See Fig. 2 and No. 5 on pp. 3–4. I said no. Then I left.', ['See Fig. 2 and No. 5 on pp. 3–4.', 'I said no.', 'Then I left.']],
  ['et al.', 'Smith et al. (2020) found it. Lee et al. Argue not.', ['Smith et al. (2020) found it.', 'Lee et al. Argue not.']],
  ['etc. at the end', 'Pens, paper, etc. The rest is here.', ['Pens, paper, etc.', 'The rest is here.']],
  ['companies', 'Jones Inc. Chairman Lee left. It fell.', ['Jones Inc. Chairman Lee left.', 'It fell.']],
  ['a street', 'They met in St. Paul. He lives on Main St. The house is old.', ['They met in St. Paul.', 'He lives on Main St.', 'The house is old.']],
];

export const languages: readonly Case[] = [
  ['German ordinals', 'Am 3. Oktober feiern wir die Einheit. Das ist gut.', ['Am 3. Oktober feiern wir die Einheit.', 'Das ist gut.']],
  ['German centuries and ranks', 'Im 19. Jahrhundert war das so. Er kam auf den 2. Platz und nicht weiter.', ['Im 19. Jahrhundert war das so.', 'Er kam auf den 2. Platz und nicht weiter.']],
  ['a German number at the end', 'Wir waren 12. Dann kamen die anderen und es wurde eng.', ['Wir waren 12.', 'Dann kamen die anderen und es wurde eng.']],
  ['German abbreviations', 'Werte wie z. B. Freiheit, d. h. Selbstbestimmung, u. a. Glück bzw. Frieden zählen. Prof. Dr. Maier weiß es.', ['Werte wie z. B. Freiheit, d. h. Selbstbestimmung, u. a. Glück bzw. Frieden zählen.', 'Prof. Dr. Maier weiß es.']],
  ['German quotes', '„Wir sind frei.“ »Wirklich?«, fragte sie. Ja.', ['„Wir sind frei.“', '»Wirklich?«, fragte sie.', 'Ja.']],
  ['French titles', 'M. Dupont et Mme. Martin arrivent. Ils parlent.', ['M. Dupont et Mme. Martin arrivent.', 'Ils parlent.']],
  ['French quotes', '« Non ! » dit-il. « Oui. » Puis rien.', ['« Non ! » dit-il.', '« Oui. »', 'Puis rien.']],
  ['French spaced marks', 'Pourquoi ? Parce que la liberté compte !', ['Pourquoi ?', 'Parce que la liberté compte !']],
  ['Spanish titles and examples', 'El Sr. García y la Sra. Ruiz, p. ej. Ana, vinieron. ¿Qué dijo Ud. ayer?', ['El Sr. García y la Sra. Ruiz, p. ej. Ana, vinieron.', '¿Qué dijo Ud. ayer?']],
  ['Spanish inverted marks', '¡Hola! ¿Qué tal? Bien.', ['¡Hola!', '¿Qué tal?', 'Bien.']],
  ['Spanish dialogue', '—¿Vienes? —preguntó ella. —No sé.', ['—¿Vienes? —preguntó ella.', '—No sé.']],
  ['Italian', 'Il sig. Rossi lavora. Frutta, pane, ecc. Non basta.', ['Il sig. Rossi lavora.', 'Frutta, pane, ecc.', 'Non basta.']],
  ['Dutch', 'Dhr. Jansen werkt. Waarden als bijv. Vrijheid tellen.', ['Dhr. Jansen werkt.', 'Waarden als bijv. Vrijheid tellen.']],
  ['Chinese', '我们要自由。他说：“好！”真的吗？！是的。', ['我们要自由。', '他说：“好！”', '真的吗？！', '是的。']],
  ['Japanese', '自由が欲しい。「行くよ。」と彼は言った。本当？', ['自由が欲しい。', '「行くよ。」と彼は言った。', '本当？']],
  ['Arabic', 'هل هذا صحيح؟ نعم هو كذلك. انتهى', ['هل هذا صحيح؟', 'نعم هو كذلك.', 'انتهى']],
  ['Hebrew', 'זה נכון? כן. סוף', ['זה נכון?', 'כן.', 'סוף']],
  ['Hindi', 'यह सच है। वह गया। क्यों?', ['यह सच है।', 'वह गया।', 'क्यों?']],
  ['Russian', 'Мы хотим мира. Почему? Потому что…', ['Мы хотим мира.', 'Почему?', 'Потому что…']],
];

export const lines: readonly Case[] = [
  ['verse within wrapped prose', `${wrappedProse}\n\nO freedom, sang the poet then,\nand all the people sang again\n\n${wrappedProse}`, [safety, letter, 'O freedom, sang the poet then,', 'and all the people sang again', safety, letter]],
  ['a short wrapped paragraph after long ones', `${wrappedProse}\n\nNobody in the whole of that large and busy house had ever met\nWhitmore.`, [safety, letter, 'Nobody in the whole of that large and busy house had ever met\nWhitmore.']],
  ['quoted mail', '> The state must keep its citizens safe, for without safety there is no\n> freedom that is worth the name. So wrote many who had seen what it is to\n> live without.', ['> The state must keep its citizens safe, for without safety there is no\n> freedom that is worth the name.', 'So wrote many who had seen what it is to\n> live without.']],
  ['a headline over a paragraph', 'Why freedom matters\n\nIt is a right.', ['Why freedom matters', 'It is a right.']],
  ['a headline right above its text', 'Why freedom matters\nIt is a right that nobody may take from anybody, whatever the reason may be. That is all.', ['Why freedom matters', 'It is a right that nobody may take from anybody, whatever the reason may be.', 'That is all.']],
  ['bullets', '- freedom\n* duty\n• peace', ['- freedom', '* duty', '• peace']],
  ['numbered items', '1. Freedom first. Always.\n2. Duty\n10) Peace', ['1. Freedom first.', 'Always.', '2. Duty', '10) Peace']],
  ['lettered items', 'a) freedom\n(b) duty\nc) peace', ['a) freedom', '(b) duty', 'c) peace']],
  ['numbers within a line', '1. Be kind. 2. Be fair.', ['1. Be kind.', '2. Be fair.']],
  ['a marker on a line of its own', '1.\nFreedom\n2.\nDuty', ['1.\nFreedom', '2.\nDuty']],
  ['a marker parted by a blank line', '•\n\nFreedom', ['•\n\nFreedom']],
  ['an item over several lines', '- freedom of\n  thought\n- duty', ['- freedom of\n  thought', '- duty']],
  ['wrapped prose', wrappedProse, [safety, letter]],
  ['wrapped prose with CRLF', withCrlf(wrappedProse), [withCrlf(safety), withCrlf(letter)]],
  ['a headline right above wrapped prose', `ON SAFETY\n${wrappedProse}`, ['ON SAFETY', safety, letter]],
  ['a blank line in wrapped prose', 'The state must keep its citizens safe, for without safety there is\n\nno freedom.', ['The state must keep its citizens safe, for without safety there is', 'no freedom.']],
  ['verse', 'Shall I compare thee to a summer’s day?\nThou art more lovely and more temperate:\nRough winds do shake the darling buds of May,\nAnd summer’s lease hath all too short a date;', ['Shall I compare thee to a summer’s day?', 'Thou art more lovely and more temperate:', 'Rough winds do shake the darling buds of May,', 'And summer’s lease hath all too short a date;']],
  ['chat', 'hey are you coming\nno\nwhy not though we said eight\nbusy', ['hey are you coming', 'no', 'why not though we said eight', 'busy']],
  ['one sentence a line', 'The law must protect every person in the country equally\nFamilies should look after their own old people first\nNobody owes anything to strangers from far away', ['The law must protect every person in the country equally', 'Families should look after their own old people first', 'Nobody owes anything to strangers from far away']],
  ['markdown headings', '# Freedom\nIt matters.\n## Duty\nIt too.', ['# Freedom', 'It matters.', '## Duty', 'It too.']],
  ['CRLF', 'One thing\r\n\r\nAnother thing', ['One thing', 'Another thing']],
  ['line and paragraph separators', 'One thing\u2028Another\u2029Third', ['One thing', 'Another', 'Third']],
  ['tabs', '\tWe need peace.\tThey want war.\t', ['We need peace.', 'They want war.']],
  ['byte order mark and zero-width spaces', '\uFEFFWe need peace.\u200B They want war.\u200B', ['We need peace.', 'They want war.']],
  ['marks without words', 'We need peace.\n\n***\n\nThey want war. "', ['We need peace.', '***', 'They want war. "']],
];
