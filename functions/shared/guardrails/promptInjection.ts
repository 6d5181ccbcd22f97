/** Whether a text contains instructions to the model that answers it. Runs of white space must be one character each. */
export function hasPromptInjection(text: string): boolean {
  const folded = toLatin(text.toLowerCase());
  if (ROLE_MARKERS.test(folded)) return true;
  // Words may be joined by other characters: `ignore_all+previous-instructions`.
  const words = folded.replace(/[^\p{L}\p{N}.,;:!?\n'"()[\]<>#*]+/gu, ' ');
  return PATTERNS.some((pattern) => pattern.test(words));
}

// Pairs of a letter of another script and the Latin letter that it looks like: "іgnоre" with Cyrillic і and о.
const LOOK_ALIKES = 'аaвbсcеeєeһhнhіiїiјjкkмmоoрpтtуyхxѕsԁdԛqԝwӏlαaβbεeιiκkνvοoρpτtυuχxγyıi';
const LATIN = new Map(
  Array.from({ length: LOOK_ALIKES.length / 2 }, (_, pair) => [
    LOOK_ALIKES.charAt(2 * pair),
    LOOK_ALIKES.charAt(2 * pair + 1),
  ]),
);

function toLatin(text: string): string {
  if (!/[а-яієїѕјԁһԛԝӏα-ωı]/.test(text)) return text;
  return text.replace(/\p{L}+/gu, (word) =>
    /[a-z]/.test(word) && /[^a-z]/.test(word) ? word.replace(/[^a-z]/g, (letter) => LATIN.get(letter) ?? letter) : word,
  );
}

// An instruction starts a clause or follows a word such as "you" or "please". "Will she ignore my previous message?"
// contains none.
const START_OF_INSTRUCTION =
  "(?:^|[.,;:!?\\n\"'(\\[\\]>*#-] ?|\\b(?:please|and|then|now|just|you|you to|you must|you should|you will|you can|must|but|first|also|simply|kindly|immediately|instead|so|or|completely|totally|let's|user|assistant|system|important|attention|ok|okay) )";
const IGNORE =
  "(?:ignore|ignoring|disregard|disregarding|forget|override|overriding|bypass|neglect|discard|skip|dismiss|violate|break|stop following|do not follow|don't follow|do not obey|don't obey|never follow|erase|delete|cancel|pay no attention to|do not listen to|no longer follow|stop obeying|remove|reset|turn off|disable|drop)";
const ANY = '(?:all|any|every|each|the|these|those|this|that|your|my|our|of|and)';
const EARLIER =
  "(?:previous|previously|prior|above|earlier|preceding|past|former|foregoing|initial|original|existing|system|developer|safety|content|ethical|moral|built in|programmed|internal|hidden|openai|openai's|default|security)";
const INSTRUCTIONS =
  '(?:instructions?|instruction set|prompts?|rules?|directions?|guidelines?|commands?|context|constraints?|restrictions?|guardrails?|programming|directives?|polic(?:y|ies)|messages?|filters?|safeguards?|limitations?|alignment|guidance|protocols?|measures)';
const OWN_INSTRUCTIONS =
  '(?:instructions?|prompts?|guidelines?|programming|restrictions?|filters?|directives?|guardrails?|constraints?|safeguards?|safety|system prompt)';
const SECRET_TEXT =
  '(?:system|hidden|initial|original|secret|internal|developer|base|starting|first|full|exact|complete|entire|pre|confidential|underlying)';
const NEW_ROLE =
  '(?:(?:called |known as |acting as |playing |going to (?:be|act as) |the |an? |in )*(?:dan\\b|developer mode|debug mode|god mode|admin mode|sudo mode|dan mode|jailbr\\w+|unrestricted|unfiltered|uncensored|unaligned|unlimited|unbound|evil|malicious|rogue|amoral|free (?:of|from)|freed|root\\b|administrator|admin\\b|superuser|hacker|different (?:ai|assistant|model|bot|person\\w*)|new (?:ai|assistant|model|persona)|no longer|not (?:bound|restricted|limited|an ai|subject)|without (?:any )?(?:rules|restrictions|limits|limitations|filters)|stan\\b|aim\\b|opposite|able to do anything))';

const ENGLISH: readonly RegExp[] = [
  new RegExp(
    `${START_OF_INSTRUCTION}(?:${IGNORE}) (?:about )?(?:${ANY} ){0,4}${EARLIER} (?:(?:${ANY}|${EARLIER}) ){0,4}(?:\\w{1,20} )?${INSTRUCTIONS}\\b`,
    'u',
  ),
  new RegExp(
    `${START_OF_INSTRUCTION}(?:ignore|disregard|forget|override|bypass|break|(?:do not|don't|stop|never|no longer) (?:follow|obey)(?:ing)?) (?:about )?(?:all |any |every )?(?:of )?(?:your|all|any|every|these|those) (?:the )?${OWN_INSTRUCTIONS}\\b`,
    'u',
  ),
  new RegExp(
    `${START_OF_INSTRUCTION}(?:ignore|disregard|forget) (?:about )?(?:${ANY} ){0,3}(?:\\w{1,20} )?(?:${INSTRUCTIONS}|text|message) (?:that |which )?(?:you (?:were|are|have|had|got|received)|given|i gave|above|before this|so far)\\b`,
    'u',
  ),
  // This phrase counts anywhere in a sentence, unless its subject is a person.
  /(?<!\b(?:i|we|he|she|they|it|who|people|kids|children|students|drivers) )\b(?:ignore|ignoring|disregard|disregarding|forget|override|bypass)[a-z]{0,2} ?(?:all|any|every|everything)(?: of)?(?: the| your| my| these| our)? ?(?:previous|prior|above|earlier|preceding|system|safety|former) ?(?:\w{1,20} )?(?:instructions?|prompts?|directions?|commands?|rules?|guidelines?|directives?|constraints?|orders)\b/u,
  new RegExp(
    `${START_OF_INSTRUCTION}(?:ignore|disregard|forget|erase) (?:all |everything|anything|what)(?:that |of )?(?: ?(?:was |is |were |came |comes |you were |you have been |you've been |i |we )?(?:said |written |told |instructed |taught )?(?:above|before|previously|earlier|so far|prior|told|learned|know about your)\\b)`,
    'u',
  ),
  new RegExp(
    `${START_OF_INSTRUCTION}(?:ignore|disregard|forget) (?:the )?(?:above|previous|preceding|foregoing)(?: (?:text|message|question|conversation|content|and)\\b|[.,;:!]|$)`,
    'u',
  ),
  new RegExp(`\\byou(?:'re| are| will be|r) (?:now|from now on|hereby|henceforth) ${NEW_ROLE}`, 'u'),
  new RegExp(
    `${START_OF_INSTRUCTION}(?:act|behave|respond|answer|reply|operate|speak|function|work) (?:as if you (?:were |are |have )?|as though you (?:were |are |have )?|as |like )(?:if )?${NEW_ROLE}`,
    'u',
  ),
  new RegExp(
    `${START_OF_INSTRUCTION}(?:pretend|imagine|simulate|roleplay|role play|assume|suppose)(?: that)?(?: to be| being| you are| you're| you have| you were| as| there are| the role of| a)? ?(?:${NEW_ROLE}|no (?:rules|restrictions|limits|filters|guidelines|limitations))`,
    'u',
  ),
  new RegExp(
    `${START_OF_INSTRUCTION}(?:switch|enter|activate|enable|go|change|turn on|start)(?: (?:to|into|in))? ${NEW_ROLE}`,
    'u',
  ),
  /\bfrom now on,? (?:you|your|always|answer|respond|reply|only|every|all)\b|\bdo anything now\b|\bjailbreak (?:mode|prompt|yourself)\b|\b(?:developer|debug|god|dan|admin|sudo|jailbreak|maintenance) mode:? (?:is |has been )?(?:now )?(?:enabled|activated|engaged|unlocked)\b/u,
  new RegExp(
    `\\b(?:reveal|show|print|output|repeat|display|tell|give|leak|disclose|expose|dump|share|what is|what's|what are|what were|write out|write down|return|recite|quote|summarize|summarise|translate|echo|spell out|provide|list|describe|paste|read|encode|copy|see|know)\\b(?: me| us| out| back| what| about| to me| verbatim| word for word| all| of| exactly| the text of| the contents? of| everything in)* (?:your|the|its|this|these|my)(?: ${SECRET_TEXT}){0,6} (?:system ?(?:prompts?|messages?|instructions?|rules)|(?:${SECRET_TEXT} ){1,6}(?:prompts?|instructions?|messages?|rules|directives|guidelines|context)|prompt\\b(?! payment| reply| answer))`,
    'u',
  ),
  /\b(?:reveal|print|output|repeat|display|leak|disclose|dump|recite|quote|summari[sz]e|what (?:is|are|were))\b(?: me| out| back| all| of)* your(?: own| exact| full)? (?:instructions|prompts?|guidelines|directives|configuration|programming|rules)\b/u,
  /\b(?:what|which) (?:instructions|prompts?|rules) (?:were|are|have|did) you (?:been )?(?:given|told|follow|receive|get)/u,
  /\b(?:repeat|print|output|copy|write|translate|return|reveal) (?:me )?(?:everything|all|the (?:words|text|content|lines?|instructions|sentences?))(?: of the text| text| of it)? (?:that (?:is|was|were) )?(?:written )?(?:above|before this|preceding)\b/u,
  new RegExp(
    `${START_OF_INSTRUCTION}(?:always|only|just|must|regardless[^.]{0,40}|no matter[^.]{0,40}) ?(?:answer|respond|reply|say|output|return|print)(?: only)?(?: with)?:? ["']?(?:yes|no)\\b(?! (?:to drugs|thanks|thank))`,
    'u',
  ),
  /(?:^|[.!?\n:;] ?|\byou (?:must|should|will|have to) |\bplease )(?:answer|respond|reply|output|return) (?:only )?(?:with )?["']?(?:yes|no)["']?(?: to (?:all|every|everything|this|any)| no matter| regardless| whatever| always| only|[.!]|$)/u,
  /\b(?:your|the) (?:new|real|true|updated|actual) (?:system )?(?:instructions?|task|role|goal|objective|prompt|directive|purpose|identity)s? (?:is|are|will be)\b ?(?:to|:|now)|(?:^|[.!?\n] ?)new (?:system )?(?:instructions?|prompt|directives?) ?:|\b(?:system|admin|security|safety) (?:override|bypass) ?(?::|code|enabled|activated|accepted|\.|!|$)|\boverride (?:code|your (?:programming|safety|system|core|answer))/u,
  new RegExp(
    `${START_OF_INSTRUCTION}(?:bypass|disable|turn off|remove|switch off|override|circumvent|deactivate|evade) (?:all )?(?:of )?(?:your|the (?:ai|model|system|content|safety)) ?(?:own |built in )?(?:\\w{1,20} )?(?:filters?|safety|restrictions?|guardrails?|safeguards?|polic(?:y|ies)|censorship|limitations?|moderation|ethics|alignment|security)\\b`,
    'u',
  ),
  /\b(?:answer|respond|reply|act|speak|operate)(?: to me)?(?: freely)? (?:without|with no) (?:any )?(?:\w{1,15} )?(?:restrictions|filters?|guardrails|censorship|limitations|guidelines|rules|safeguards)\b/u,
  /\byou are (?:now )?(?:no longer|not) (?:bound|restricted|limited|constrained|subject to)\b|\byou (?:have|are under) no (?:more |longer )?(?:rules|restrictions|limits|limitations|filters|guidelines|obligation to follow)\b|\byou must (?:obey|comply with) (?:me|my|all|every|the following)|\bdo not (?:mention|reveal|tell) (?:that )?(?:you are an ai|these instructions|this prompt)|\b(?:end|stop|begin|start) of (?:system|the system|user|your) (?:prompt|instructions|message|input)|\bprompt injection:|\bi am (?:your|the) (?:developer|creator|administrator|admin)\b.{0,40}\b(?:ignore|reveal|show|obey|disable|override)/u,
];

const BEFORE = '(?<![\\p{L}])';
const IGNORE_UA =
  '(?:(?:про)?ігноруй(?:те)?|(?:про)?ігнорувати|ігноруючи|забудь(?:те)?|відкинь(?:те)?|знехтуй(?:те)?|не зважай(?:те)? на|не звертай(?:те)? уваги на|скасуй(?:те)?|обійди|обійдіть|поруш(?:уй|уйте|и)|не дотримуйся|не дотримуйтесь|не виконуй(?:те)?|ослухайся|перестань виконувати|перестань дотримуватися|вимкни|зніми|видали|(?:про)?игнорируй(?:те)?|забудьте?|отбрось(?:те)?|не следуй)';
const EARLIER_UA =
  '(?:про|все|всі|усі|усе|всіх|усіх|будь які|будь яких|свої|своїх|твої|ваші|мої|попередні|попередніх|попередньо|попередню|минулі|минулих|системні|системних|системну|системний|вищезазначені|вищенаведені|наведені|вище|ці|цих|дані|надані|початкові|початкових|раніше|інші|що|було|сказано|внутрішні|правила|та|и|і|все|всё|предыдущие|прошлые|свои|твои|системные|прежние)';
const INSTRUCTIONS_UA =
  '(?:інструкці\\p{L}{1,3}|вказів\\p{L}{1,4}|правил\\p{L}{0,3}|команд\\p{L}{0,3}|настанов\\p{L}{0,3}|підказ\\p{L}{1,4}|обмежен\\p{L}{1,4}|наказ\\p{L}{0,3}|промпт\\p{L}{0,3}|директив\\p{L}{0,3}|фільтр\\p{L}{0,3}|розпоряджен\\p{L}{1,3}|контекст\\p{L}{0,2}|инструкци\\p{L}{1,3}|указани\\p{L}{1,3}|подсказ\\p{L}{1,3}|запреты|заборони|обмеження)';
const SHOW_UA =
  '(?:покажи|покажіть|розкрий|розкрийте|виведи|виведіть|надрукуй|повтори|повторіть|скажи|видай|процитуй|напиши|опиши|поділися|озвуч|розкажи|перекажи|переклади|як(?:ий|а|і|е|ими|им)(?: є)?|назви|дай|надай|раскрой|выведи|напечатай)';
const NEW_ROLE_UA =
  '(?:у |в |як |є |вже |будеш |працюєш |граєш |роль )*(?:\\p{L}{2,15} (?=без|вільн|необмеж|нефільтр))?(?:dan(?!\\p{L})|дан(?!\\p{L})|режимі? (?:розробника|адміністратора|бога|налагодження)|не маєш (?:жодних |ніяких )?(?:обмежень|правил|фільтрів)|не обмежен|без (?:жодних |будь яких |всяких )?(?:обмежень|правил|фільтрів|цензури)|вільн\\p{L}{1,3} від|необмежен|нефільтрован|адміністратор|розробник|хакер|зл(?:ий|а|ий)(?!\\p{L})|інш(?:ий|а) (?:ші|штучн\\p{L}+|помічник|асистент|бот|модель)|більше не|свободен|без ограничений)';

const UKRAINIAN: readonly RegExp[] = [
  new RegExp(`${BEFORE}${IGNORE_UA} (?:${EARLIER_UA} ){0,6}${INSTRUCTIONS_UA}`, 'u'),
  new RegExp(
    `${BEFORE}(?:забудь(?:те)?|(?:про)?ігноруй(?:те)?|відкинь(?:те)?) (?:про )?(?:все|усе|всьо),? ?(?:що (?:тобі|вам|було|я|ми|ти|раніше)|сказане|попереднє|вище|написане|раніше)`,
    'u',
  ),
  new RegExp(
    `${BEFORE}${SHOW_UA} (?:мені |нам |будь ласка,? |повністю |дослівно |весь |увесь |всі )*(?:свій |твій |ваш |свої |твої |ваші |свою |твою |текст |вміст |у тебе |в тебе )*(?:системн\\p{L}{1,3}|прихован\\p{L}{1,3}|початков\\p{L}{1,3}|секретн\\p{L}{1,3}|внутрішн\\p{L}{1,3}|таємн\\p{L}{1,3}|первинн\\p{L}{1,3}|системный) (?:\\p{L}{1,15} )?(?:промпт|підказк|інструкці|запит|повідомлен|вказівк|налаштуван|правил|настанов)`,
    'u',
  ),
  new RegExp(
    `${BEFORE}(?:покажи|розкрий|виведи|надрукуй|повтори|процитуй|видай)(?: мені)? (?:свій|твій|свої|твої) (?:промпт|інструкці|вказівк|правила)`,
    'u',
  ),
  new RegExp(
    `${BEFORE}(?:ти тепер|тепер ти|віднині ти|відтепер ти|відтепер|уяви,? що ти|уявімо,? що ти|прикинься|вдавай,? (?:що|ніби) ти|дій як|дій так,? (?:ніби|наче) ти|поводься як|відповідай як|ти больше не|теперь ты|ты теперь)[ ,:-]*${NEW_ROLE_UA}`,
    'u',
  ),
  new RegExp(
    `${BEFORE}режим (?:розробника|бога|адміністратора|dan|налагодження) (?:увімкнено|активовано|ввімкнено|включено)`,
    'u',
  ),
  /(?:^|[.!?,:;\n] ?)(?:тепер |відтепер |віднині |ти маєш |ти повинен )*(?:завжди|лише|тільки|незалежно від \p{L}{1,20}|на все|на всі питання) (?:відповідай|кажи|пиши|відповідати|видавай) ?(?:лише |тільки )?[:"'-]* ?(?:так|ні)(?!\p{L})/u,
  /(?:^|[.!?,:;\n] ?)відповідай (?:завжди|лише|тільки|на все|на всі питання|на будь яке питання) ?(?:лише |тільки )?[:"'-]* ?(?:так|ні)(?!\p{L})/u,
  new RegExp(
    `${BEFORE}(?:вимкни|обійди|зніми|відключи|прибери) (?:всі |усі )?(?:свої|твої|ваші|системні) (?:\\p{L}{1,15} )?(?:фільтри|обмеження|захист|заборони|запобіжники|правила)`,
    'u',
  ),
  new RegExp(
    `${BEFORE}(?:твоя нова роль|твоє нове завдання|нові інструкції|твої нові інструкції|новий системний промпт) ?(?::|-|—|це|є)`,
    'u',
  ),
];

const PATTERNS: readonly RegExp[] = [...ENGLISH, ...UKRAINIAN];

/** Role markers of chat templates, and imitations of them. */
const ROLE_MARKERS =
  /<\|? ?(?:im_start|im_end|system|assistant|endoftext|endofprompt|user|begin_of_text|start_header_id|eot_id)[ |>]{1,3}|\[\/?(?:inst|sys|system|system prompt|system message)\]|<<\/?sys>>|<\/?(?:system|system_prompt|instructions?|assistant)>|(?:^|\n) ?(?:#{1,4} ?)?(?:system|assistant|developer)(?: prompt| message| instructions?| note)? ?: ?\S|#{2,4} ?(?:system|instructions?|new instructions?|assistant|human)\b|--- ?(?:begin|end|system|new) /;
