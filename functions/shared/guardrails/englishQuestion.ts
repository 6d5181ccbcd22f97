const AUXILIARY =
  "(?:am|is|are|was|were|do|does|did|have|has|had|will|would|shall|should|can|could|may|might|must|ought|need|dare|cannot|ain't|gonna|aint|isnt|arent|wasnt|werent|dont|doesnt|didnt|havent|hasnt|hadnt|wont|wouldnt|shouldnt|cant|couldnt|mustnt|neednt|(?:is|are|was|were|do|does|did|have|has|had|wo|would|sha|should|ca|could|may|might|must|ought|need|dare)n't)";
const QUESTION_WORD =
  "(?:what|who|whom|whose|which|where|when|why|how|wherever|whatever|whoever|what's|who's|where's|when's|why's|how's|what're|who're|how're|what'll|who'll|who'd|what'd|how'd|where'd|whats|whos|wheres|hows|whence|whither)";
const SUBJECT =
  "(?:i|you|he|she|it|we|they|there|this|that|these|those|the|my|your|his|her|its|our|their|a|an|any\\w*|some\\w*|every\\w*|all|most|many|much|no|nobody|each|both|either|neither|people|u|not|one|[\\w'’-]{2,30}(?: [\\w'’-]{1,30}){1,})";

/**
 * Whether an English text is a yes/no question. In such a question an auxiliary verb precedes the subject, optionally
 * after an opening ("Tell me,"), a name, or a clause ("If it rains,"). A statement with a question tag is one too ("It will
 * rain, won't it?"); a statement with a question mark is not ("It will rain?"). A question that offers alternatives is not.
 */
export function isEnglishYesNoQuestion(text: string): boolean {
  const sentence = withoutOpenings(normalized(text));
  if (sentence === '') return false;
  if (INDIRECT_QUESTION.test(sentence)) return !offersChoice(sentence.replace(INDIRECT_QUESTION, ''));
  if (hasTag(sentence)) return true;
  const question = mainQuestionOf(sentence);
  return question !== undefined && !requestsInformation(question) && !isCommand(question) && !offersChoice(question);
}

function normalized(text: string): string {
  return text
    .replace(/[^\p{L}\p{N}\p{M}\s',;:.!()$€£%&/+<=>*-]+/gu, ' ')
    .replace(/(?<![\p{L}\p{N}])'+|'+(?![\p{L}\p{N}])/gu, ' ')
    .replace(/[()*]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Introductory phrases that are not part of the question: greetings, names of the service, requests to answer. */
const OPENING = new RegExp(
  `^(?:${[
    '(?:so|well|hey|hi|hiya|hello|ok|okay|now|then|and|but|also|yo|oh|um|uh|hmm+|right|listen|look|seriously|honestly|actually|really|basically|by the way|btw|quick question|(?:another|one|my|a|the|next)(?: more| last| quick| simple| serious)? question(?: is| for you)?|question|just curious|just wondering|just asking|excuse me|pardon me|pardon|sorry|dear|greetings|good (?:morning|day|evening|afternoon)|first|firstly|finally|lastly|alright|all right|anyway|again|in short|yes or no|true or false|say|pray|wait|man|dude|bro|perhaps|maybe|frankly|i beg you|i ask you|for real|hypothetically|theoretically|in theory|generally|in general|in your opinion|to be honest|in truth|in fact|of course|what do you think|what do you say|guess what|you know what|be honest|do tell|still|tell me honestly|to clarify|in other words|out of curiosity|fyi|asap)(?: (?:there|augur|oracle|all|everyone|friends?|guys|again|then|me|my friend|sir|madam))?(?:[,;:.! -]+)',
    '(?:(?:o|oh|dear|great|mighty|wise|hey|hi|hello|almighty|magic) )*(?:augur|oracle|8 ?ball|crystal ball|computer|bot|assistant|alexa|siri|chatgpt)[,;:.! -]+',
    '(?:please|pls|kindly)[, ]+',
    '(?:(?:can|could|would|will) you )?(?:please |kindly |just )?(?:tell|let|answer|help|advise|enlighten|inform|remind|assure)(?: (?:me|us))?(?: know| understand| out)?(?: this| honestly| truthfully| now| the truth| once and for all| straight| please)*(?:(?: ?[,;:.!]| -|,? please)[,;:.! -]*(?!about|your|the|a|an|my)|(?= (?:am|is|are|was|were|do|does|did|have|has|had|will|would|shall|should|can|could|may|might|must)(?:n.t)? ) )',
    "(?:i|we)(?:'d| would)? (?:have (?:a|one) (?:\\w+ )?question|want to ask(?: you)?(?: a question| something)?|(?:like|love|want|need) to know(?: this)?|must know|wonder|was wondering|am wondering|ask(?: you)?|am curious)(?: please)?[,;:.! -]{1,3}(?!if|whether|about|what|who|whom|whose|which|where|when|why|how)",
    "i'm (?:curious|wondering|just asking)[,;:. -]{1,3}(?!if|whether|about|what|who|which|where|when|why|how)",
  ].join('|')})(?=\\S)`,
  'i',
);

function withoutOpenings(sentence: string): string {
  let rest = sentence.replace(/^[^\p{L}\p{N}$€£]+/u, '');
  for (let count = 0; count < 8; count += 1) {
    const next = rest.replace(OPENING, '').replace(/^[^\p{L}\p{N}$€£]+/u, '');
    if (next === rest) return rest;
    rest = next;
  }
  return rest;
}

/** Indirect yes/no questions: "I wonder whether …", "Tell me if …", "Do you know if …". */
const INDIRECT_QUESTION =
  /^(?:(?:i|we)(?:'m|'d|'ve| am| are| was| were| would| have)?(?: (?:just|really|also|always|been|often|still|not|simply|do|don't|can't|cannot))* (?:wonder(?:ing|ed)?|curious|like to (?:know|ask)|love to know|want to (?:know|ask)|wanted to (?:know|ask)|need to know|asking|ask|unsure|sure|interested to know|interested in knowing|hope to know|know|tell|decide|say)(?: you)?(?: (?:about|to know|to ask|know))?,?|(?:just )?(?:wondering|curious|asking)(?: to know)?|(?:please |just )?(?:(?:can|could|would|will|do|does|did|might|may)(?:n't)? (?:you|i|we|anyone|anybody|someone|somebody|u)(?: please| kindly| just| happen to| possibly| maybe)* )?(?:tell|let|know|say|ask|remember|confirm|check|answer|advise|explain|see|guess|predict|find out)(?: me| us| you)?(?: know| say)?(?: please| honestly)?|any idea|no idea|(?:the|my) question is|is it known|do you have any idea)[, :]{1,2}(?:if|whether)(?: or not)? (?=\S+ \S)/i;

const TAG = new RegExp(
  `[,;.-] ?(?:(?:and |or |but )?${AUXILIARY} (?:not )?(?:i|you|he|she|it|we|they|there|this|that|u)(?: not)?|right|correct|yes|no|eh|huh|ok|okay|agreed?|true|innit|yeah|yep|ya|don't you (?:think|agree)|wouldn't you (?:say|agree)|do you (?:think|agree)|is that (?:right|correct|true|so)|am i (?:right|wrong|correct)|isn't that (?:right|so|true)|not true|yes or no|true or false|or not|or no|or am i wrong)(?: (?:please|augur|then|now))?$`,
  'i',
);
const BARE_TAG = new RegExp(` ${AUXILIARY} (?:i|you|he|she|it|we|they|there)$`, 'i');

function hasTag(sentence: string): boolean {
  const tag = TAG.exec(sentence);
  const statement = tag ? sentence.slice(0, tag.index) : sentence.replace(BARE_TAG, '');
  if (statement === sentence || statement.split(' ').length < 2) return false;
  if (startsWithQuestionWord(statement) || startsWithAuxiliary(statement)) return false;
  // Without a comma only a negated verb counts as a tag: "You like it don't you?", but not "Whatever it is is it?".
  return tag ? !IMPERATIVE.test(statement) : /n't \w+$/i.test(sentence);
}

const STARTS_WITH_AUXILIARY = new RegExp(`^${AUXILIARY}(?= \\S)`, 'i');
const STARTS_WITH_QUESTION_WORD = new RegExp(
  `^(?:(?:at|in|on|for|by|with|to|from|of|under|since|until|till|about|after|before|during|through|into|within|without|near|over|behind|against|towards?|per|than|like|around|between|because of|according to|and|but|or|so|exactly|just)\\s)*(?:(?:exactly|roughly|approximately|the|about) )?${QUESTION_WORD}(?![\\w'])`,
  'i',
);
// "When I am old, …" is a time clause; "When will I be old?" is a question. The word after the question word distinguishes
// them.
const STARTS_WITH_TIME_CLAUSE = new RegExp(
  `^(?:when|whenever|wherever|whatever|whoever|where|how(?:ever)?|since when i) (?!${AUXILIARY}(?![\\w'])|to |many|much|long|old|far|often|else|exactly|on earth)`,
  'i',
);

function startsWithAuxiliary(clause: string): boolean {
  return STARTS_WITH_AUXILIARY.test(clause);
}

function startsWithQuestionWord(clause: string): boolean {
  return STARTS_WITH_QUESTION_WORD.test(clause);
}

const OTHER_START =
  /^(?:(?:any(?:one|body|thing)? (?:chance|hope|way|news|luck|possibility|reason to|plans|idea (?:if|whether)|home|here|there|else)|ever (?:been|seen|had|tried|heard|wondered)|think (?:it|i|he|she|they|we|you|that|there)|got (?:any|a|an|milk)|true (?:that|or not)|is)\b(?= \S))/i;

/** Words that introduce a clause or a phrase before the main question, even without a comma. */
const PREFACE =
  /^(?:if|when|once|after|before|while|as|because|since|although|though|unless|given|assuming|suppose|supposing|provided|providing|considering|in|on|at|by|during|for|with|without|from|until|till|next|this|tomorrow|today|tonight|someday|one day|some day|according|regarding|about|despite|even|now|whenever|under|within|over|later|soon|eventually|ultimately|then|to|between|among|under|come|last|yesterday|every|whether)\b/i;
const INVERSION = new RegExp(`(?:^|[ ,;:-])(${AUXILIARY}) (?=${SUBJECT}(?: |$))`, 'gi');
const UNAMBIGUOUS_SUBJECT =
  /^(?:i|you|he|she|it|we|they|there|this|these|those|the|my|your|his|her|our|their|any\w*|some\w*|every\w*|all|most|people|a|an|humanity|humans|mankind|earth|ukraine|life)(?![\w'])/i;

/**
 * The main clause of the question, starting with its auxiliary verb; undefined if no auxiliary verb precedes the subject.
 */
function mainQuestionOf(sentence: string): string | undefined {
  if (startsWithAuxiliary(sentence)) return sentence;
  if (OTHER_START.test(sentence)) return sentence;
  const startsWithQuestion = startsWithQuestionWord(sentence) && !STARTS_WITH_TIME_CLAUSE.test(sentence);
  // The main clause can start after any punctuation: "I have a dog. Will it live?", "John, will it rain?".
  let hasQuestionWord = startsWithQuestion;
  for (const { 0: mark, index } of sentence.matchAll(/(?:[.!;:]|,| - | -- )\s*/g)) {
    const rest = withoutOpenings(sentence.slice(index + mark.length).trim());
    if (/[.!]/.test(mark)) hasQuestionWord = false;
    if (startsWithQuestionWord(rest) && !STARTS_WITH_TIME_CLAUSE.test(rest)) hasQuestionWord = true;
    if (!hasQuestionWord && startsWithAuxiliary(rest) && !IMPERATIVE_CLAUSE.test(rest)) return rest;
    if (!hasQuestionWord && INDIRECT_QUESTION.test(rest)) return rest.replace(INDIRECT_QUESTION, 'is it so that ');
  }
  if (hasQuestionWord || !PREFACE.test(sentence)) return undefined;
  return invertedAfterPreface(sentence);
}

/** "In 2030 will there be peace?": finds an auxiliary verb before its subject, without a question word before it. */
function invertedAfterPreface(sentence: string): string | undefined {
  for (const match of sentence.matchAll(INVERSION)) {
    const start = match.index + match[0].length - (match[1]?.length ?? 0) - 1;
    const before = sentence.slice(0, start).trim();
    const question = sentence.slice(start).trim();
    if (/\b(?:what|who|whom|whose|which|where|why|how)\b/i.test(before.replace(/^\S+/, ''))) return undefined;
    const subject = question.slice((match[1]?.length ?? 0) + 1);
    if (UNAMBIGUOUS_SUBJECT.test(subject) && !/\b(?:i|you|he|she|it|we|they|who|that|to)$/i.test(before))
      return question;
  }
  return undefined;
}

const IMPERATIVE =
  /^(?:please )?(?:tell|give|show|explain|describe|list|name|write|say|calculate|translate|summari[sz]e|define|recommend|suggest|let|make|help|find|draw|sing|stop|go|come|take|bring|send|choose|pick)\b/i;
const IMPERATIVE_CLAUSE =
  /^(?:do|don't|do not) (?:tell|say|explain|let|be|give|go|try|your (?:homework|best|job|duty)|the dishes|worry|forget|make|ask|answer|stop|look|touch|leave|panic|cry|not|me a favou?r|it now)\b/i;
const WISH =
  /^have (?:a|an|some|fun|no) ?(?:nice|good|great|seat|look|safe|rest|wonderful|lovely|fun|fear|mercy|patience|faith)?\b(?! (?:lot|few|single|number|majority|people|one))/i;

function isCommand(question: string): boolean {
  return (
    IMPERATIVE_CLAUSE.test(question) ||
    WISH.test(question) ||
    /^(?:can of|will power|will of|might and|may day)\b/i.test(question)
  );
}

const ADDRESSEE = '(?:you|u|anyone|anybody|someone|somebody|i|we|one)';
const WH = `(?:,? (?:please|exactly|then|about|of|in detail|briefly|for me|to me|to us|me|us)){0,3}[,:]? ?(?:(?:at|in|on|for|by|with|to|from|of|about) )?${QUESTION_WORD}(?![\\w'])`;

/** Yes/no questions in form that request information: "Can you tell me what your name is?", "Do you know where he is?". */
const REQUESTS_INFORMATION: readonly RegExp[] = [
  new RegExp(
    `^(?:can|could|would|will|might|may|shall|won't|can't|couldn't|wouldn't|do|don't|are|is|should)(?: not)? ${ADDRESSEE} (?:(?:please|kindly|just|possibly|perhaps|maybe|also|quickly|able to|happy to|mind|be able to|be so kind as to|be so kind and|happen to|care to|like to|want to) )*(?:tell|telling|explain|explaining|describe|describing|say|guess|ask|let (?:me|us) know|remind|show|showing|teach|specify|clarify|name|list|inform|advise|share|figure out|find out|predict|estimate|reveal|elaborate|enlighten|state|identify|spell|calculate|compute|determine|work out|decide)(?: (?:me|us|you|him|her|them|everyone))?${WH}`,
    'i',
  ),
  new RegExp(
    `^(?:can|could|would|may|might|do|does|did|don't|doesn't|didn't)(?: not)? (?:you|u|anyone|anybody|someone|somebody|i|we)(?: (?:happen to|even|really|actually|possibly|please|already|still))* (?:know|remember|recall|have any idea|understand|have an idea|have a clue)${WH}(?! to\\b)`,
    'i',
  ),
  new RegExp(
    `^(?:any idea|is it possible to (?:say|know|tell)|is there a way to (?:tell|know)|are you aware of|do you mind (?:telling|explaining)|would you mind (?:telling|explaining|saying))(?: me| us)?${WH}(?! to\\b)`,
    'i',
  ),
  /^(?:can|could|would|will|won't|can't|couldn't|wouldn't)(?: not)? (?:you|u|anyone|someone|somebody|anybody) (?:(?:please|kindly|just|possibly|perhaps|maybe|also|quickly) )*(?:(?:tell|give|show|send|remind|provide|teach|read|write|draw|sing|recite|find|get|offer|suggest|recommend|explain to|describe to)(?: to| for)? (?:me|us)\b(?!,? (?:if|whether|that|the truth|a lie|lies|you |i |he |she |it |they |we |there ))|(?:please|kindly) (?!tell me if|tell me whether)(?:tell|give|show|explain|describe|list|name|write|calculate|translate|define|summari[sz]e|recommend|suggest|provide|share|spell|elaborate|compare|generate|create|compose)\b|(?:explain|describe|define|summari[sz]e|translate|list|recite|elaborate on|compare|outline) (?:the|your|all|some|this|it|a|an|my|in|what|how|why|any|\d)\b|(?:name|list|write|calculate|count|solve|compute|recommend|suggest|provide|compose|generate|create) (?:me |a |an |all |the |some |three |two |five |ten |\d+ )(?!.*\b(?:alone|yourself|better|faster|without)\b))/i,
  /^(?:may|can|could|might) (?:i|we) (?:please )?(?:have|get|know|learn|hear|ask) (?:for )?(?:your|the|his|her) (?:full |first |last |real |phone |email |exact )*(?:name|age|number|address|time|date|recipe|price|opinion|location|status|details|answer)\b/i,
  /^(?:do|does) (?:you|anyone|anybody) (?:happen to )?(?:have|know) the (?:time|date)$/i,
];

/** A second question after the yes/no question: "Did he come, and if so, when?" */
const FOLLOW_UP_QUESTION = new RegExp(
  ` (?:and|but|or|, ?and|, ?but|,),? ?(?:if so,? ?|if not,? ?|then )?(?:what|why|how|when|where|who|which)(?: (?:${AUXILIARY.slice(3, -1)}) |$)`,
  'i',
);

function requestsInformation(question: string): boolean {
  return FOLLOW_UP_QUESTION.test(question) || REQUESTS_INFORMATION.some((pattern) => pattern.test(question));
}

const OPPOSITES = new Set(
  'live/die win/lose up/down stay/go stay/leave go/stay pass/fail buy/sell rise/fall left/right true/false heads/tails boy/girl male/female man/woman good/bad hot/cold first/second alive/dead succeed/fail black/white wait/go accept/reject accept/decline start/stop fight/flee laugh/cry love/hate keep/sell increase/decrease grow/shrink improve/worsen stand/fall sink/swim rent/buy lease/buy tea/coffee coffee/tea early/late yes/no happy/sad rich/poor right/wrong big/small old/young cats/dogs dogs/cats gain/lose save/spend expand/contract recover/collapse attack/defend continue/stop continue/quit speak/listen lead/follow remain/leave run/hide'
    .split(' ')
    .flatMap((pair) => [pair, pair.split('/').reverse().join('/')]),
);

/**
 * Whether the question offers alternatives, so that yes or no is not an answer. Each "or" counts as offering alternatives,
 * except "or not"; "or" after "any", "ever", "if" or "whether"; "or" in an approximate number ("two or three"); and "or"
 * between two verbs of one subject that are not opposites ("Will it rain or snow?").
 */
function offersChoice(question: string): boolean {
  const text = question.toLowerCase();
  if (/\b(?:versus|vs)\b/.test(text)) return true;
  if (/^(?:is|are|was|were|will|would|does|do) \S.*\b(?:better|more|worse|rather|prefer\w*)\b.*: /.test(text))
    return true;
  // `OR` in a question in lower case is the logical operator, not the conjunction.
  const isAllUpperCase = !/[a-z]/.test(question);
  for (const { index } of text.matchAll(/(?<![/\w])or\b/g)) {
    if (!isAllUpperCase && question.startsWith('OR', index)) continue;
    const before = text.slice(0, index).replace(/[, ]+$/, '');
    const after = text.slice(index + 2).replace(/^[, ]+/, '');
    if (isChoice(before, after)) return true;
  }
  return false;
}

const NO_ALTERNATIVE_AFTER_OR =
  /^(?:not|no|so|something|anything|anyone|anybody|anywhere|else|more|less|fewer|later|earlier|sooner|two|three|even|other|otherwise|whatever|maybe|never\b|am i (?:wrong|mistaken|just|crazy|imagining|dreaming)|are you (?:kidding|joking)|is (?:it|that|this) (?:just|only) me|at least|at all|better|above|below|over|under|older|younger|higher|lower|greater|beyond|near|nearly|rather|what$|longer|shorter|similar|equivalent|the like|any)\b/;
const NO_ALTERNATIVE_BEFORE_OR =
  /\b(?:any|anyone|anybody|anything|anywhere|ever|if|whether|either|neither|without|never|nobody|nothing|unless|no matter|regardless|no|because|who|that|which|when|while|after|before|despite|both|there (?:be|been)|about)\b/;
const DELIBERATES =
  /^(?:should|shall|shouldn't|must|ought)\b|\b(?:prefer|rather|choose|pick|better|best|instead|more likely|first|want|going to|favou?r|decide)\b/;
const PAIR_OF_VERBS =
  /^(?:will|won't|would|can|can't|could|might|may|does|do|did|don't|doesn't|didn't|couldn't|wouldn't) (?:(?:it|he|she|i|we|they|you|this|that|there|anyone|someone|everyone)|(?:my|the|his|her|our|their|your|this|that) (?:[\w'-]+ )?[\w'-]+|[\w'-]+)(?: (?:really|soon|still|actually|also|finally|eventually|just|not|be|even|have to|need to))? ([\w'-]+)$/;

function isChoice(before: string, after: string): boolean {
  const [next = '', second = ''] = after.split(/[ ,]+/);
  const previous = before.split(' ').at(-1) ?? '';
  if (OPPOSITES.has(`${previous}/${next}`) && !(previous === 'yes' || previous === 'no')) return true;
  if (/^(?:yes|no)$/.test(previous) && /^(?:yes|no)$/.test(next)) return false;
  if (next === 'not' && second !== '' && DELIBERATES.test(before)) return false;
  if (NO_ALTERNATIVE_AFTER_OR.test(after)) return false;
  if (/er$/.test(next) && /\d\S*(?: \S+)?$/.test(before)) return false;
  if (STARTS_WITH_AUXILIARY.test(after) && !/\b(?:if|whether)\b/.test(before)) return true;
  if (
    /^(?:\d[\d.,%]*|one|two|three|four|five|six|seven|eight|nine|ten|twenty|hundred|thousand|a|an)$/.test(previous) &&
    /^(?:\d|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|hundred|thousand|half)/.test(next)
  )
    return DELIBERATES.test(before);
  if (/\b(?:day|week|month|year|hour|minute|mile|time|thing|moment|person)$/.test(before) && next === 'two')
    return false;
  if (
    /\b(?:more|rain|sooner|one way|dead|now|trick|believe it|sink|like it|rightly|for better|once)$/.test(before) &&
    /^(?:less|shine|later|another|alive|never|treat|not|swim|wrongly|for worse|twice)\b/.test(after)
  )
    return false;
  if (NO_ALTERNATIVE_BEFORE_OR.test(before.replace(/^\S+ /, ''))) return false;
  if (DELIBERATES.test(before)) return true;
  if (
    /^(?:is|are|was|were|will|has|have) there\b/.test(before) ||
    /^(?:do|does|did) \S+ (?:\S+ )?(?:have|own|need|contain|include|use|accept|require|suffer)\b/.test(before)
  )
    return /\b(?:a|an|the)\b/.test(after) && /\b(?:a|an|the)\b/.test(before);
  const verb = PAIR_OF_VERBS.exec(before)?.[1];
  return verb === undefined || /^(?:a|an|the|my|his|her|to|in|on|at|by|with|for)$/.test(next);
}
