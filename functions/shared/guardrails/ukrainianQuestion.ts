// Question words in all their forms, and the Russian ones that occur in Ukrainian texts.
const QUESTION_WORDS = new Set(
  `що чого чому чим хто кого кому ким де куди звідки звідкіля коли як який яка яке які якого якої якому якій яким якою яких якими яку
  скільки скількох скільком скількома навіщо нащо пощо котрий котра котре котрі котрого котрої котрому котрій котрим котрою котрих котру
  чий чия чиє чиї чийого чиєї чиєму чиїй чиїм чиєю чиїх чиїми чию наскільки відколи доки допоки докіль якомога
  что кто где когда почему какой какая какое какие сколько куда откуда зачем чей чья`.split(/\s+/),
);
// Words that can precede a question word: prepositions, and particles at the start of a sentence.
const PREPOSITIONS = new Set(
  'о об в у на за до з із зі від для по при про під над через без після перед між серед біля крізь к ко обо і а й та але то ну же ж саме'.split(
    ' ',
  ),
);

/**
 * Whether a Ukrainian text is a yes/no question. Such a question has the particle «чи», «хіба» or «невже», or differs from
 * a statement only in intonation. So a sentence with a verb counts, unless it has a question word or offers alternatives.
 */
export function isUkrainianYesNoQuestion(text: string): boolean {
  const sentence = withoutOpenings(normalized(text));
  if (sentence === '') return false;
  const main = lastSentenceOf(sentence);
  if (requestsInformation(main)) return false;
  if (TAG.test(main)) return !startsWithQuestionWord(main);
  const clauses = clausesOf(main);
  if (clauses.some((clause) => PARTICLE.test(clause))) return clausesAskYesNo(clauses) && !offersChoice(main);
  if (IMPERATIVE.test(main)) return false;
  if (asksWithQuestionWord(clauses)) return false;
  return isSentence(main) && !offersChoice(main);
}

function normalized(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\s',;:.!%-]+/gu, ' ')
    .replace(/(?<![\p{L}\p{N}])'+|'+(?![\p{L}\p{N}])/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

const OPENING = new RegExp(
  `^(?:${[
    '(?:скажи|скажіть|підкажи|підкажіть|відповідай|відповідайте|дай відповідь|дайте відповідь|поясни|порадь|порадьте|розкажи|зізнайся|признайся|передбач|провісти)(?: но| же| ж)?(?: мені| нам)?(?:,? (?:будь ласка|прошу|чесно|відверто|тоді|нарешті|правду))*[,:;.! -]+',
    '(?:будь ласка|прошу(?: тебе| вас)?|благаю|отже|отож|ну|так от|гей|агов|ей|привіт|вітаю|вітання|слухай|слухайте|послухай|цікаво|чуєш|до речі|чесно|серйозно|гаразд|добре|окей|ок|вибач|вибачте|перепрошую|пробач|пробачте|добрий (?:день|ранок|вечір)|доброго (?:дня|ранку|вечора)|(?:маю |є |ще одне |моє |одне |просте |таке )?(?:за)?питання(?: таке| до тебе)?|хотів би (?:я )?(?:знати|запитати|спитати)|хотіла б (?:я )?(?:знати|запитати|спитати)|хочу (?:знати|запитати|спитати)|як (?:ти )?(?:думаєш|гадаєш|вважаєш)|як (?:ви )?(?:думаєте|гадаєте|вважаєте)|на твою думку|на вашу думку|по-твоєму|так чи ні|правда чи ні|власне|взагалі|загалом|словом|коротше|друже|друзі|пане|пані|люба|любий|дорогий|дорога|шановний|шановна|мудрий|великий)[,:;.! -]+',
    '(?:(?:о|гей|шановний|мудрий|великий|дорогий|привіт,?) )*(?:авгур(?:е|у)?|оракул(?:е)?|augur|магічна куле)[,:;.! -]+',
    '(?:а|і|й|та|але|то|тож|ну|отже|так|скажи|гей|же) (?=чи |хіба |невже |\\S+ \\S)',
  ].join('|')})(?=\\S)`,
  'u',
);

function withoutOpenings(sentence: string): string {
  let rest = sentence.replace(/^[^\p{L}\p{N}]+/u, '');
  for (let count = 0; count < 8; count += 1) {
    const next = rest.replace(OPENING, '').replace(/^[^\p{L}\p{N}]+/u, '');
    if (next === rest) return rest;
    rest = next;
  }
  return rest;
}

/** The last sentence, which contains the question: "У мене є собака. Чи житиме він довго?". */
function lastSentenceOf(text: string): string {
  const start = Math.max(text.lastIndexOf('. '), text.lastIndexOf('! '));
  const last = start < 0 ? '' : withoutOpenings(text.slice(start + 2));
  return last.includes(' ') ? last : text;
}

function clausesOf(sentence: string): string[] {
  return sentence.split(/\s*(?:[,;:]| - | -- )\s*/).filter(Boolean);
}

const PARTICLE =
  /^(?:(?:а|і|й|та|але|то|тож|ну|отже|тоді) )?(?:чи|хіба|невже|невжеж|чиж)(?= )|(?:^| )чи (?=(?:буде|буду|будеш|будемо|будете|будуть|є|можна|можу|можеш|може|зможу|зможе|варто|треба|потрібно|слід|правда|маю|має|був|була|було|були)(?: |$))|(?<=^\S+ )ли(?= )/u;

function clausesAskYesNo(clauses: readonly string[]): boolean {
  const asking = clauses.findIndex((clause) => PARTICLE.test(clause));
  // A condition before the question is allowed: "Якщо піде дощ, чи змокну я?". Another question is not: "Хто це, чи він тут?".
  return !clauses
    .slice(0, asking)
    .some((clause) => startsWithQuestionWord(clause) && !/^(?:коли|як|що|хоч|доки) /u.test(clause));
}

const TAG =
  /, ?(?:правда(?: ж)?|чи не так|чи не правда|хіба ні|хіба не так|так|ні|вірно|еге ж|еге|га|згоден|згодні|угу|чи ні|авжеж|чи я помиляюся|чи я помиляюсь|не так|так чи ні|правильно|не правда|хіба)$/u;

function startsWithQuestionWord(clause: string): boolean {
  for (const word of clause.split(' ').slice(0, 4)) {
    if (QUESTION_WORDS.has(word)) return true;
    if (!PREPOSITIONS.has(word)) return false;
  }
  return false;
}

const INFORMS =
  "(?:мож\\p{L}{1,4}|міг би|могли б|могла б|зможеш|зможете|сказати|скажеш|скажете|підкаж\\p{L}{1,3}|підказати|розкаж\\p{L}{1,3}|розповіси|розповісти|розкажи|поясн\\p{L}{1,4}|знаєш|знаєте|знає хтось|хтось знає|пам'ятаєш|пам'ятаєте|назв\\p{L}{1,3}|назвати|повідом\\p{L}{1,4}|опиш\\p{L}{1,3}|описати|відомо|дізнатися|запитати|спитати)";
const REQUESTED =
  '(?:сказати|підказати|розказати|розповісти|пояснити|описати|назвати|перелічити|перерахувати|порахувати|обчислити|перекласти|написати|показати|порадити|дати|надати|нагадати)';
const REQUEST = new RegExp(
  `^(?:чи )?(?:не )?(?:(?:ти|ви|хтось|хто-небудь) )?(?:не )?(?:мож(?:еш|ете|на)|міг би|могли б|могла б|зможеш|зможете)(?: (?:ти|ви|би|б|мені|нам|будь ласка|,))* ${REQUESTED}(?= \\S)`,
  'u',
);

/** Whether this is a yes/no question in form that requests information: «Чи можеш сказати, як тебе звати?». */
function requestsInformation(sentence: string): boolean {
  const [first = '', ...others] = clausesOf(sentence);
  const facts = others.filter((clause) => clause !== 'будь ласка');
  const asksFact =
    facts.some((clause) => startsWithQuestionWord(clause) && !/^(?:що|щоб) /u.test(clause)) ||
    facts.some(
      (clause) =>
        /^що (?:це|таке|сталося|робити|ти|ви|буде|там|означає|значить|трапилося|мені)(?: |$)/u.test(clause) &&
        !/(?:ти|ви) /u.test(clause),
    );
  if (asksFact && new RegExp(`^(?:чи )?(?:не )?(?:(?:ти|ви|хтось|хто-небудь) )?(?:не )?${INFORMS}`, 'u').test(first))
    return true;
  const request = REQUEST.exec(sentence);
  if (!request) return false;
  const asked = sentence
    .slice(request[0].length)
    .replace(/^(?: (?:мені|нам|будь ласка|,))+/u, '')
    .trim();
  return !/(?:^|[ ,])(?:чи|правду|щось|неправду)(?: |$)/u.test(` ${asked}`) && !/^(?:що|,)/u.test(asked);
}

// Phrases in which a question word is a conjunction: "the same as", "because", "before", "although".
const CONJUNCTION =
  /(?:правда|тому|те|так|тим|після того|через те|завдяки тому|перш|окрім того|крім того|дарма|хоча|такий|така|таке|такі|так само|настільки|краще|гірше|більше|інший|інше) (?:що|ніж|як|хто|який|яка|яке|які|коли|де)(?= |$)|(?:^| )(?:як (?:мінімум|максимум|завжди|правило|раз|слід|тільки|і|й)|що (?:за рік|дня|разу)|ні (?:хто|що|де|коли|як)|будь (?:що|хто|де|як|який)|хоч (?:що|хто|де|як|який))(?= |$)/gu;
const OPENS_CONDITION = /^(?:коли|як|доки|допоки|відколи|наскільки|що|де) /u;

/** Whether a question word asks a question. Word order is free, so its position counts only in a subordinate clause. */
function asksWithQuestionWord(clauses: readonly string[]): boolean {
  return clauses.some((clause, at) => {
    const words = clause.replace(CONJUNCTION, ' ').trim().split(' ');
    if (!words.some((word) => QUESTION_WORDS.has(word))) return false;
    const startsWithIt = startsWithQuestionWord(clause);
    if (at === 0)
      return !(
        OPENS_CONDITION.test(clause) &&
        clauses.length > 1 &&
        words.length > 2 &&
        hasPredicate(clauses.at(-1) ?? '') &&
        !startsWithQuestionWord(clauses.at(-1) ?? '')
      );
    // After a main clause the word is a conjunction; after a condition, a time or a name it asks a question.
    if (startsWithIt)
      return !hasPredicate(
        clauses
          .slice(0, at)
          .filter((before) => !CONDITION.test(before))
          .join(' '),
      );
    return !OPENS_CONDITION.test(clause);
  });
}

const CONDITION =
  /^(?:(?:а|і|й|та|але|то) )?(?:якщо|якби|коли|щойно|після|перед|хоча|хоч|оскільки|поки|доки|раз|тому|через|у|в|на|за|завтра|сьогодні|до|під|з|при|для)(?= )/u;

const IMPERATIVE =
  /^(?:не )?(?:розкажи|поясни|опиши|назви|покажи|дай|напиши|порахуй|переклади|перерахуй|перелічи|підкажи|скажи|порадь|зроби|знайди|згадай|перекажи|створи|склади|намалюй|допоможи|відкрий|закрий|купи|принеси|прочитай|заспівай|обчисли|вгадай|визнач|порівняй|обери|вибери|йди|іди|стій|мовчи|слухай|подивись|подзвони|надішли|пришли|зупинись|повтори|запиши|проспівай|придумай|надай|подай|передай|\p{L}{2,}(?:айте|яйте|уйте|юйте|ійте|жіть|шіть|ліміть|діть|ніть|рійте))(?= |$|,)/u;

const SUBJECT =
  /(?:^| )(?:я|ти|він|вона|воно|ми|ви|вони|це|усе|все|всі|усі|хтось|щось|ніхто|ніщо|кожен|той|та|те|ті)(?= |$)/u;
// Endings of finite verbs and infinitives, and words that are predicates by themselves.
const VERB =
  /(?:^| )(?:бу(?:ду|деш|де|демо|дете|дуть|в|ла|ло|ли)|є|нема|немає|можна|треба|варто|потрібно|слід|правда|правильно|можливо|пора|час|готов\p{L}{1,2}|маю|має|маєш|повин\p{L}{1,3}|потріб\p{L}{1,3}|вмію|хочу|можу|зможу|\p{L}{2,}(?:ть|ться|ти|тись|тися|єш|иш|їш|ш|шся|ємо|имо|емо|їмо|єте|ите|їте|ете)|\p{L}+(?:ає|ує|ює|ає|іє|яє|ається|ується|юється|іється|еться|иться|їться)|\p{L}*(?:йде|жде|може|хоче|живе|стане|росте|веде|несе|ллє|б'є|п'є|пише|каже|знайде|прийме|візьме|помре|вернеться|зникне|впаде|виросте|переможе|допоможе|скаже|напише|зможе|їде|поїде)|\p{L}{2,}(?:ав|яв|ив|ів|їв|ув|юв|ов|ала|яла|ила|іла|ула|ювала|ало|яло|ило|іло|уло|али|яли|или|іли|ули|йшла|йшли|йшло|авав|вся|лася|лося|лися|лась|лось|лись|вся|йшов)|\p{L}{3,}(?:аю|яю|ую|юю|ію|лю|жу|чу|шу|ню|рю|нусь|юся|усь|юсь|уся|мусь))(?= |$)/u;

function hasPredicate(clause: string): boolean {
  return SUBJECT.test(clause) || VERB.test(clause);
}

// Sentences without a verb: "Сьогодні субота?", "Вам холодно?". A noun phrase ("Столиця Франції?") is not a sentence.
const VERBLESS_SENTENCE =
  /^(?:сьогодні|завтра|вчора|післязавтра|тут|там|зараз|тепер|вже|ще|досі|мені|тобі|йому|їй|нам|вам|їм|у мене|у тебе|у нього|у неї|у нас|у вас|в тебе|в мене|усім|всім|не|цей|ця|ці|цього) |(?:^| )(?:холодно|тепло|жарко|весело|сумно|важко|легко|страшно|боляче|далеко|близько|пізно|рано|нудно|цікаво|безпечно|небезпечно|вигідно|корисно|шкідливо|реально|нормально|дорого|дешево|удома|вдома|більший|більша|більше|менший|менша|менше|кращий|краща|краще|старший|старша|найбільш\p{L}+|найкращ\p{L}+)(?= |$)/u;

function isSentence(sentence: string): boolean {
  const words = sentence.split(/[ ,]+/);
  if (words.length < 2)
    return (
      /^(?:можна|правда|треба|варто|прийдеш|серйозно|справді|готовий|готова|готові|згоден|згодна|буде|будеш)$/u.test(
        sentence,
      ) || VERB.test(sentence)
    );
  return hasPredicate(sentence.replaceAll(',', ' ')) || VERBLESS_SENTENCE.test(sentence) || / - /.test(sentence);
}

const DELIBERATES =
  /(?:^| )(?:\p{L}+ти|\p{L}+тися|\p{L}+тись|варто|краще|слід|треба|потрібно|обрати|вибрати|обереш|хочеш|хочете|бажаєш|більше|радше|швидше|подобається|любиш|вибереш|або ти)(?= |$)/u;
const NO_ALTERNATIVE_AFTER_OR =
  /^(?:ні|не|щось|хтось|більше|менше|пізніше|раніше|інше|інший|навіть|хоча б|якось|взагалі|два|дві|три|чотири|п'ять|десять|\d+|кілька|як|десь|будь)(?:[ ,.]|$|-)/u;
const VERB_OF_KNOWING =
  /(?:зна|скаж|сказа|дум|гада|впевн|цікав|розкаж|відом|пам'ята|перевір|підкаж|бач|спита|запита|вирі|сумнів|розумі|зрозумі|важлив|залежи|поясни|відпові|дізна|хвилю|турбу|байдуже|помі|певен|певна|певні|повідом)\p{L}*(?: \p{L}+){0,4}$/u;

/**
 * Whether the question offers alternatives. «Чи» between two parts does, except in «чи ні» and in «…, чи …» after a verb such
 * as "know"; «або» does between opposites and in questions about a decision.
 */
function offersChoice(sentence: string): boolean {
  for (const { 0: or, index } of sentence.matchAll(/(?<=\S ?)(?:,? |^)(?:чи|або|або ж|чи то|або чи)(?= )/gu)) {
    const before = sentence.slice(0, index).trim();
    const after = sentence.slice(index + or.length).trim();
    if (before === '' || NO_ALTERNATIVE_AFTER_OR.test(after)) continue;
    if (or.includes('або')) {
      const [previous = '', next = ''] = [before.split(' ').at(-1), after.split(' ')[0]];
      if (DELIBERATES.test(before) || OPPOSITES.has(`${previous}/${next}`)) return true;
      if (
        /^(?:чи |хіба |невже )?(?:це|він|вона|воно|вони|ти|ви|ми|я) \p{L}+$/u.test(before) &&
        !VERB.test(before.replace(SUBJECT, ''))
      )
        return true;
      continue;
    }
    if (or.startsWith(',') && (VERB_OF_KNOWING.test(before) || CONDITION.test(before) || !hasPredicate(before)))
      continue;
    if (
      PARTICLE.test(`${before.split(' ').at(-1) ?? ''} чи ${after}`) &&
      !hasPredicate(before.replace(/^(?:чи|хіба|невже) /u, '')) &&
      !/(?:^| )чи /u.test(before)
    )
      continue;
    if (/(?:^| )(?:якщо|незалежно|байдуже|хоч)(?: |,)/u.test(before)) continue;
    return true;
  }
  return false;
}

const OPPOSITES = new Set(
  'високий/низький добрий/поганий гарний/поганий вгору/вниз виграю/програю виграє/програє живий/мертвий так/ні правда/брехня піти/залишитися піду/залишуся хлопчик/дівчинка чоловік/жінка житиму/помру зросте/впаде тепло/холодно'
    .split(' ')
    .flatMap((pair) => [pair, pair.split('/').reverse().join('/')]),
);
