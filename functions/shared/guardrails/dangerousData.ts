import type { NormalizedText } from './normalize.ts';
import { hasPromptInjection } from './promptInjection.ts';
import type { Rule } from './rule.ts';

/** Input that a web page, database, shell, file system or language model could interpret as code or as instructions. */
export const dangerousData: readonly Rule[] = [
  {
    type: 'script injection',
    advice: 'Remove HTML tags, scripts and template expressions, and describe them in words instead.',
    finds: (text) => anyMatches(SCRIPT, collapseWhiteSpace(text.decoded)),
  },
  {
    type: 'SQL injection',
    advice: 'Remove SQL statements and conditions, and describe in words what you mean.',
    finds: (text) => findsSql(collapseWhiteSpace(text.decoded)),
  },
  {
    type: 'shell injection',
    advice: 'Remove shell commands and the operators that chain them.',
    finds: (text) => findsShell(collapseWhiteSpace(text.decoded)),
  },
  {
    type: 'path traversal',
    advice: 'Remove paths that leave a directory or refer to system files.',
    finds: ({ decoded }) =>
      anyMatches(PATH_TRAVERSAL, decoded) || (SYSTEM_FILE.test(decoded) && !findsShell(collapseWhiteSpace(decoded))),
  },
  {
    type: 'control characters',
    advice: 'Remove control and invisible characters; newlines and tabs are allowed.',
    finds: hasControlCharacters,
  },
  {
    type: 'prompt injection',
    advice: 'Ask your question without instructions to the model.',
    finds: (text) => hasPromptInjection(collapseWhiteSpace(text.decoded)),
  },
];

function anyMatches(patterns: readonly RegExp[], text: string): boolean {
  return patterns.some((pattern) => pattern.test(text));
}

/** Replaces each run of white space by one character, so that the patterns match single spaces only. */
function collapseWhiteSpace(text: string): string {
  return text.replace(/\s{2,}/g, (run) => (run.includes('\n') ? '\n' : ' '));
}

// PLAIN_TAGS rarely occur between angle brackets except as HTML. TYPE_LIKE_TAGS are also names of types (`Promise<object>`).
const PLAIN_TAGS =
  'script|iframe|frame|frameset|svg|img|image|embed|applet|marquee|video|audio|textarea|isindex|noscript|xss|keygen|bgsound|layer|blink|details|dialog|template|portal|animate|set|math|style|meta|html|body|head|title';
const TYPE_LIKE_TAGS =
  'object|input|form|base|link|button|select|option|source|table|t[dhr]|div|span|p|h[1-6]|a|b|i|u|s|em|strong|br|hr|ul|ol|li|pre|code|font|center|label|nav|main|section|article|header|footer|canvas|param|area|map';

// Prefixes of the event handler content attributes of the HTML Living Standard.
const EVENT_HANDLERS =
  'on(?:abort|after|animation|auxclick|before|begin|blur|cancel|canplay|change|click|close|contextmenu|copy|cut|dblclick|drag|drop|durationchange|end|ended|error|focus|formdata|gotpointer|hashchange|input|invalid|key|load|lostpointer|message|mouse|offline|online|page|paste|pause|play|pointer|popstate|progress|readystate|reset|resize|scroll|search|seek|select|show|slotchange|stalled|storage|submit|suspend|timeupdate|toggle|touch|transition|unload|volumechange|waiting|webkit|wheel)[a-z]{0,20}';

const SCRIPT: readonly RegExp[] = [
  new RegExp(`<[ /\\0]{0,3}(?:${PLAIN_TAGS})(?:[\\s/>:"']|$)`, 'i'),
  new RegExp(`(?<![\\w])</?(?:${TYPE_LIKE_TAGS})(?:[\\s/]{0,2}>|[\\s/][\\w\\s:"'-]{0,80}= ?["'\\w#/])`, 'i'),
  new RegExp(`</(?:${TYPE_LIKE_TAGS}) ?>`, 'i'),
  new RegExp(`(?<![\\w.])${EVENT_HANDLERS} ?= ?["'\`]?[\\w$(]`, 'i'),
  /<(?:!--|!doctype|!entity|!\[cdata|\?php|\?xml|\?=|%[=@ ])/i,
  // Browsers skip tabs and newlines inside a URL's scheme (WHATWG URL, section 4.4).
  /\bj\s?a\s?v\s?a\s?s\s?c\s?r\s?i\s?p\s?t ?: ?(?:\/\/|void\b|[\w.$]{1,80}[\s]?[(=[`]|["'`])/i,
  /\b(?:vbscript|livescript|mocha) ?: ?[\w.]{1,80} ?[(]/i,
  /\bdata ?: ?(?:text\/html|image\/svg\+xml|application\/(?:x-)?javascript|text\/javascript)\b/i,
  /\bdocument ?\. ?(?:cookie|write(?:ln)?|location|domain|body|getelement\w{1,30}|queryselector\w{0,3})\b ?[.(=[+;]/i,
  /\b(?:window|self|top|this|parent) ?(?:\.|\[['"]) ?(?:location|eval|alert|opener|localstorage)\b/i,
  /(?<![\w.])(?:alert|confirm|prompt|eval|settimeout|setinterval|fetch|atob|unescape|importscripts) ?[(`] ?(?:['"`\d/(]|document|window|string|location|atob|this|navigator)/i,
  /\bstring ?\. ?fromcharcode ?\(|\bfunction ?\( ?\) ?\{|\)\(\) ?;|\bnew function ?\(|\bconstructor ?(?:\.|\[) ?['"]?(?:constructor|prototype)/i,
  /\bstyle ?= ?["'][^"']{0,100}(?:expression ?\(|url ?\(|behavior ?:)|\bsrcdoc ?=|\bexpression ?\( ?(?:alert|document|eval)/i,
  // Template engines and log4j (CVE-2021-44228) evaluate expressions in these braces.
  /\{\{ ?[^{}]{0,80}(?:\d ?[*+] ?\d|[\w'"\]] ?[(.[] ?[\w'"]|__\w{1,30}__|\| ?\w)[^{}]{0,80}\}\}/i,
  /[$#*]\{ ?(?:jndi|lower|upper|env|sys|java|ctx|main|bundle|date) ?:|[$#*]\{ ?(?:\d{1,9} ?[*+-] ?\d|t\(|[\w.'"]{1,80} ?\()/i,
  /<%[=-]?[^%]{0,200}%>/,
  /\b__proto__\b ?["']? ?[\]:=.[]|^"?__proto__"?$|\[["']?__proto__/i,
  /<[a-z][\w-]{0,30}[\s/][^<>]{0,200}\bon[a-z]{3,25} ?=/i,
];

const TABLES =
  '(?:tbl_?\\w{1,30}|users?|accounts?|customers?|clients?|members?|orders|payments?|products|employees|students|admins?|administrators?|passwords|credentials|tasks|questions|answers|sessions|logs|transactions|invoices|secrets|tokens|login|sys\\w{0,20}|information_schema\\w{0,20}|pg_\\w{1,30}|dual)';
const SECRETS =
  '(?:password|passwd|pwd|pass|username|user_?name|login|credit_?card|card_?number|ssn|token|secret|api_?key)s?';
const STATEMENT =
  '(?:drop (?:table|database|schema|view|index|user|column|procedure|trigger)|delete from|insert into|update [\\w.`"\\[\\]]{1,60} set|alter (?:table|user|database|role)|truncate (?:table )?\\w|create (?:table|user|database|role|procedure|trigger|function)|exec(?:ute)? ?(?:\\(|xp_|sp_|master|immediate|@|[\'"])|declare @|shutdown ?(?:$|;|--|with)|waitfor (?:delay|time)|grant (?:all|select|insert)|merge into|replace into|copy \\w{1,60} (?:from|to)|select (?:\\*|@@|\\w{1,40} ?\\(|[\\w.,` ]{1,80} from|[\'"\\d(]))';
const VALUE = '["\'(]{0,3}[\\w.%-]{0,40}["\')]{0,3}';

const SQL: readonly RegExp[] = [
  /\bunion ?(?:all |distinct )?\(? ?select ?(?:\*|null|all\b|distinct\b|['"@(\d]|char\(|concat|[\w@.`"'()]{1,60} ?,|[\w*.`@()]{1,60} from\b|[\w@]{1,40} ?(?:--|#|;|$))/i,
  /\bunion all select\b/i,
  new RegExp(`(?:['"\`)\\]]|\\d|^|\\bgo|\\w) ?; ?${STATEMENT}`, 'i'),
  /(?:^|['")]) ?(?:delete from|insert into|update \w{1,60} set|drop (?:table|database|schema)|truncate table|alter table) ?[`"[\w.]{1,60}[`"\]]? ?(?:;|--|where [\w.`]{1,60} ?(?:=|<|>|like|in)|\w{1,60} ?=|values|\(|cascade|$)/i,
  new RegExp(
    `\\b(?:drop table|drop database|drop schema|truncate table|delete from|insert into|alter table) (?:if exists )?[\`"\\[]?(?:${TABLES})\\b(?! (?:of|and|or|who|that|which)\\b)`,
    'i',
  ),
  /\b(?:drop|truncate) (?:table|database|schema) (?:if exists\b|[`"[]?\w{1,60}[`"\]]? ?(?:;|--|cascade\b))/i,
  /\binsert into [\w.`"[\]]{1,60} ?(?:\([^()]{0,200}\) ?)?(?:values ?\(|select\b)/i,
  /\bupdate [\w.`"[\]]{1,60} set [\w.`"[\]]{1,60} ?=/i,
  /\bdelete from [\w.`"[\]]{1,60} ?(?:;|where [\w.`"]{1,60} ?(?:=|<|>|like\b|in\b|is\b))/i,
  /\balter table [\w.`"[\]]{1,60} (?:add|drop|modify|rename|alter)\b/i,
  /\bcreate table (?:if not exists )?[\w.`"[\]]{1,60} ?\(/i,
  /\bgrant (?:all|select|insert|update|delete)[\w, ]{0,60} on [\w.*`]{1,60} to\b/i,
  /\bselect (?:\*|count ?\( ?\*? ?\)|@@\w) ?from\b|\bselect \* from|\bselect @@\w|\bselect (?:version|user|database|current_user|sleep|pg_sleep|load_file|benchmark) ?\(/i,
  new RegExp(
    `\\bselect [\\w.,\`"() ]{0,80}\\b${SECRETS}\\b[\\w.,\`"() ]{0,80} from (?!(?:the|an?|my|our|your|this|that|these|his|her|their)\\b)`,
    'i',
  ),
  new RegExp(
    `\\bselect [\\w.,\`"() ]{1,80} from (?:${TABLES})\\b(?= ?(?:where|limit|order|group|union|;|--|$|\\)))`,
    'i',
  ),
  /\bselect [\w.,`"() ]{1,80} from [\w.`"]{1,60} (?:where [\w.`"]{1,60} ?(?:=|<|>|like ['"%]|in ?\()|limit \d|order by \w{1,40} ?(?:asc|desc|;|--))/i,
  // A condition that is always true or always false: a quote, a logical operator and a comparison.
  new RegExp(
    `['"\`] ?\\)? ?\\)? ?(?:or|and|xor|having|where|\\|\\||&&) ?(?:not )?${VALUE} ?(?:={1,3}|<>|!=|>=?|<=?|\\blike\\b|\\bis\\b|\\bregexp\\b|\\brlike\\b) ?["'(\\w@]`,
    'i',
  ),
  /['"`] ?\)? ?\)? ?(?:or|and|\|\||&&) ?(?:true|false|1|not|exists|ascii|substr\w{0,6}|sleep|length|\(select)\b ?(?:--|#|;|\/\*|\(|$)/i,
  /\bor ["'(]{0,3}(\w{1,20})["')]{0,3} ?(?:=|\blike\b) ?["'(]{0,3}\1\b/i,
  /\bor (?:true|1) ?(?:--|#|;|\/\*|limit\b)/i,
  /(?:\d|['")]) ?(?:\)|\b) ?(?:and|&&) ["'(]{0,3}(\d{1,9})["')]{0,3} ?= ?["'(]{0,3}\d{1,9}["')]{0,3} ?(?:--|#|;|\/\*|$)/i,
  /=\d{1,19}['")]* (?:and|or) \d{1,9} ?= ?\d/i,
  /[\w%]['"] ?\){0,3} ?;? ?(?:--|#|\/\*)[ +\-?]*$/,
  /['"] ?\){0,3} ?; ?--|['"] ?-- -|['"]--\+/,
  /\w' ?(?:order|group) by \d|\border by \d{1,3} ?(?:--|#)/i,
  /\b(?:xp_cmdshell|sp_executesql|information_schema ?\.|sqlite_master|dbms_(?:pipe|lock)|utl_http|into (?:out|dump)file|load data infile|pg_sleep ?\(|waitfor delay ?['"]|extractvalue ?\(|updatexml ?\(|benchmark ?\( ?\d|load_file ?\(|sysobjects\b|group_concat ?\()/i,
  /(?:['")\d]|and|or|select) ?\(? ?sleep ?\( ?\d/i,
  /\bchar ?\( ?\d{1,3} ?(?:, ?\d{1,3} ?)+\)/i,
  // MongoDB query operators, as JSON or as query parameters.
  /[{,] ?["']?\$(?:ne|gte?|lte?|where|regex|nin|in|exists|or|and|not|expr|function)["']? ?:|\[\$(?:ne|gte?|lte?|where|regex|nin|in|exists)\]|^\$(?:ne|gte?|lte?|where|regex|nin|exists|expr|function)$/i,
];

// Matches count only with a keyword in upper or mixed case. In lower case these are also English words: "Should I select
// a gift from the shop?"
const UPPER_CASE_SQL: readonly RegExp[] = [
  /\bselect [^;?]{1,120}? from ["'`[]?\w/i,
  /\b(?:drop|truncate|alter|create) (?:table|database|schema|view|user) ["'`[]?\w/i,
  /\b(?:delete from|insert into) ["'`[]?\w/i,
  /\bunion (?:all )?select\b/i,
  /\bor \d{1,9} ?= ?\d/i,
];

const SQL_HINT =
  /['"`;=$#*(]|\b(?:select|union|drop|delete|insert|update|alter|truncate|create|grant|xp_|sp_|information_schema|sys|sqlite)/i;

function findsSql(text: string): boolean {
  if (!SQL_HINT.test(text)) return false;
  // In a URL's query string a plus sign means a space.
  const spaced = text.includes(' ') ? text : text.replaceAll('+', ' ');
  if (matchesSql(text) || (spaced !== text && matchesSql(spaced))) return true;
  if (!text.includes('/*')) return false;
  // A comment can split a keyword (`SEL/**​/ECT`); a comment between two keywords separates them like white space.
  return matchesSql(withoutSqlComments(text, '')) || matchesSql(withoutSqlComments(text, ' '));
}

function matchesSql(text: string): boolean {
  return anyMatches(SQL, text) || UPPER_CASE_SQL.some((pattern) => hasUpperCaseKeyword(pattern.exec(text)?.[0] ?? ''));
}

/** Whether the first keyword is in upper or mixed case (`SELECT`, `SeLeCt`), neither lower case nor only capitalized. */
function hasUpperCaseKeyword(match: string): boolean {
  return /^[a-z]*[A-Z]/.test(match.slice(1));
}

/**
 * Replaces SQL comments by `replacement`. Keeps the content of MySQL version comments (`/*!50000 SELECT*​/`), which MySQL
 * executes.
 */
function withoutSqlComments(text: string, replacement: string): string {
  const unwrapped = text.replace(/\/\*!\d{0,6}/g, ' ');
  let kept = '';
  let from = 0;
  for (let open = unwrapped.indexOf('/*'); open >= 0; open = unwrapped.indexOf('/*', from)) {
    kept += unwrapped.slice(from, open) + replacement;
    const close = unwrapped.indexOf('*/', open + 2);
    if (close < 0) return kept;
    from = close + 2;
  }
  return collapseWhiteSpace((kept + unwrapped.slice(from)).replaceAll('*/', ' '));
}

// COMMANDS are not English words. WORDY_COMMANDS are, so they count only with arguments that do not occur in sentences.
const COMMANDS =
  '(?:ls|rm|rmdir|mkdir|wget|curl|nc|ncat|netcat|bash|sh|zsh|ksh|csh|dash|chmod|chown|chgrp|whoami|uname|nslookup|mkfs[.\\w]{0,8}|dd|passwd|useradd|adduser|usermod|userdel|ssh|scp|sftp|telnet|printenv|ifconfig|ipconfig|netstat|crontab|awk|sed|grep|egrep|xargs|systemctl|iptables|pkill|killall|traceroute|tracert|tasklist|taskkill|certutil|bitsadmin|mshta|regsvr32|wmic|rundll32|cscript|wscript|powershell|pwsh|cmd(?:\\.exe)?|busybox|sudo|apt-get|lsof|nmap|tcpdump|mysql|psql|base64|sqlmap|socat|tftp|chroot|insmod|objdump)';
const WORDY_COMMANDS =
  '(?:cat|echo|find|touch|kill|type|ping|id|dig|net|node|env|tee|more|less|head|tail|sort|cut|top|who|dir|del|copy|move|python[23]?|ruby|perl|php|sleep|shutdown|reboot|halt|cp|mv|ps|tar|zip|date|hostname|host|export|source|eval|exec|set|su|mount|df|du|vi|vim|nano|printf|history|timeout|npm|pip|docker|kubectl|git|reg|format|finger|last|w)';
const ARGUMENT =
  '(?:-{1,2}\\w|[/~$.*][\\w/.*{(]|["\'`$]|\\w{1,40}\\.(?:txt|sh|py|php|pl|conf|log|js|env|ini|exe|key|pem|db|sql|json|ya?ml|html?|csv)\\b|\\w{1,30}[/@]\\w|\\d{1,3}(?:\\.\\d{1,3}){3}|\\d{1,6}(?:$|[\\s;|&#])|[|>&])';
const COMMAND = `(?:sudo )?(?:/?(?:usr/)?(?:local/)?s?bin/)?(?:${COMMANDS}(?:$|[\\s;|&<>)\`"'$#/{])|(?!shutdown ?$)${WORDY_COMMANDS} ?(?:$|[;|&<>)\`#{\\n]|(?<= )${ARGUMENT}))`;

const SHELL: readonly RegExp[] = [
  new RegExp(`(?:;|\\|\\|?|&&|\\$\\(|<\\(|>\\(|\\n|\`) ?${COMMAND}`, 'i'),
  new RegExp(`& ?(?:sudo )?(?:${COMMANDS} ${ARGUMENT}|${COMMANDS} ?(?:$|[;|&])|${WORDY_COMMANDS} ${ARGUMENT})`, 'i'),
  /(?:&&|\|\|) ?(?:echo|cat|id|ping|sleep|exit|cd|type|dir|net user|shutdown|reboot)\b/i,
  /\$\( ?(?!document\b|this\b|window\b)[a-z_/]{1,30}(?: [-/"'$\w]|\))/,
  /\brm (?:-[a-z]{1,6} ){1,4}(?:--no-preserve-root )?["']?[/~*.$\w]*[/~*.$]|\brm -(?:rf|fr) [~/*.]|--no-preserve-root/i,
  /:\(\) ?\{ ?:? ?\| ?: ?& ?\} ?; ?:|\/dev\/(?:tcp|udp)\/|>[>&]? ?\/(?:dev\/sd|etc\/|dev\/null)|\b(?:ba|z|k|c)?sh -[ci] ["'>&$/]|\$\{?ifs\b|2>&1/i,
  /\b(?:nc|ncat|netcat) (?:-\w{1,6} ){0,3}[\w.]{1,100} ?\d{0,5} ?-e\b|\b(?:nc|ncat|netcat) -[lnve]{1,5}\b/i,
  /\b(?:curl|wget) (?:-{1,2}[\w-]{1,20} (?:[\w.]{1,40} )?){0,4}["']?(?:https?|ftp):\/\//i,
  /\b(?:cat|less|more|head|tail|vi|vim|nano|type|grep \w{1,30}|strings|tac|nl|cp|scp) (?:-\w{1,5} )?["']?(?:\/etc\/|~\/\.|\/proc\/|\/var\/|\/root\/|\$home|c:\\)/i,
  /\bchmod (?:-r )?(?:[0-7]{3,4}|[ugoa]{0,4}\+[rwxs]{1,3}) [\w/~.*]|\bchown (?:-r )?\w{1,30}:\w{0,30} [/~.]/i,
  /\bsudo (?:-\w |su\b|rm\b|bash\b|cat\b|apt|chmod\b|reboot\b|shutdown\b|systemctl\b|dd\b|-[isu]\b)/i,
  /\b(?:powershell|pwsh)(?:\.exe)? ?(?:-\w|\/c)|\bcmd(?:\.exe)? ?\/[ck]\b|\binvoke-(?:expression|webrequest|command)\b|\biex ?\(|\bnet user \w{1,40} [\w!@#$]{1,40} ?\/add|\bdel (?:\/[fsq] ){1,3}|\bformat [a-z]: ?\/|\bdownloadstring ?\(/i,
  /\b(?:python[23]?|perl|ruby|node|php|lua) -[cer] ?["'`]|\b(?:os\.(?:system|popen|exec\w{0,3})|subprocess\.\w{1,20}|shell_exec|passthru|proc_open|popen|child_process|runtime\.getruntime\(\)|__import__) ?[(.]|\bsystem ?\( ?["']/i,
  /[;|&\n] ?(?:echo|printf) [^;|&>]{1,80}[|>]|\b(?:cat|less|head|tail) ?< ?[/~.]/i,
  /(?:^|[;|&\n`(]) ?(?:sudo )?(?:shutdown|halt|reboot) (?:now|-[a-z]|\/[a-z])/i,
  /\bdd if=|\bmkfs\.\w|\{(?:cat|ls|rm|curl|wget|id|echo|bash|sh),[^{}]{0,80}\}|\(\) ?\{ ?:; ?\} ?;/i,
];

/** Shells ignore empty quotes and backslashes inside a word: `w''get`, `c\at`. */
const SHELL_NOISE = /(?<=\w)(?:''|""|\\)(?=\w)|\$@(?=\w)/g;

function findsShell(text: string): boolean {
  if (!/[;|&$`\n/-]|\w\.\w/.test(text)) return false;
  if (anyMatches(SHELL, text)) return !isAboutCommand(text);
  const plain = text.replace(SHELL_NOISE, '');
  return plain !== text && anyMatches(SHELL, plain);
}

/** Whether the text is about a command in Markdown quotes, as "Is `ls` a Linux command?" is, and does not run it. */
function isAboutCommand(text: string): boolean {
  return (
    /^[^`;|&$]*`[a-z]{1,20}`[^`;|&$]*$/i.test(text) &&
    /\b(?:command|tool|program|linux|unix|shell|terminal|bash)\b/i.test(text)
  );
}

// With a command these file names are shell injection; without one they are path traversal.
const SYSTEM_FILE =
  /\/(?:etc\/(?:passwd|shadow|sudoers|gshadow|master\.passwd|ssh\/)|proc\/(?:self|\d{1,7}|version|cmdline)\b|root\/\.|var\/run\/secrets)/i;

const PATH_TRAVERSAL: readonly RegExp[] = [
  /\.\.;?[/\\]{1,3}(?:\.{1,2};?[/\\])+|\.{4}[/\\]{2}/,
  /(?<![.\w])\.\.[/\\][\w.$~%-]{2,}/,
  /(?<=[/\\=])\.\.[/\\]/,
  /\bfile:\/{2,3}(?:etc|proc|root|var|c:|windows|home|\.\.)|\bphp:\/\/(?:filter|input)|\b(?:expect|phar|zip|gopher|dict):\/\//i,
  /\b[a-z]:[/\\]{1,2}(?:windows|winnt)[/\\]{1,2}(?:system32|win\.ini|repair|system\.ini|debug)|\b[a-z]:[/\\]{1,2}boot\.ini|\\\\\?\\|\\\\\.\\[a-z]/i,
  /(?:~|\/home\/\w{1,40}|\/users\/\w{1,40})\/\.(?:ssh|aws|bash_history|git-credentials|netrc|kube|gnupg|pgpass)\b/i,
  /\/web-inf\/|\/\.git\/(?:config|head)\b|\/\.env\b|\/\.htpasswd\b|\/wp-config\.php\b/i,
];

// Unicode category Cc except tab, newline, carriage return and next line; the bidirectional overrides and isolates
// (CVE-2021-42574, "Trojan Source"); deprecated format characters; interlinear annotations.
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern matches control characters
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\u206a-\u206f\ufff9-\ufffb]/;
// Joiners are needed in emoji and in Persian and Indic scripts. Between letters or digits of these scripts they have no
// visible effect and can split a word.
const HIDDEN_IN_WORD =
  /[\p{sc=Latin}\p{sc=Cyrillic}\p{sc=Greek}\p{Nd}][\u200b-\u200f\u2060-\u2064\u180e\ufeff]+[\p{sc=Latin}\p{sc=Cyrillic}\p{sc=Greek}\p{Nd}]/u;
// Tag characters can encode hidden text. Their one visible use is in subdivision flags (the black flag, then tags).
const HIDDEN_TEXT =
  /(?<!\u{1f3f4}[\u{e0020}-\u{e007f}]{0,8})[\u{e0001}-\u{e007f}]|[\u{e0100}-\u{e01ef}]{2}|[\u200b\u2060]{3}/u;
const ENCODED_CONTROL = /%00|%0d%0a|%(?:25)+0[0d]|&#(?:x0{1,6}|0{1,7});|%1b%5b|%e2%80%ae|&#(?:x202e|8238);/i;

function hasControlCharacters({ raw }: NormalizedText): boolean {
  return (
    CONTROL.test(raw) ||
    (raw.length > 0 && NON_ASCII.test(raw) && (HIDDEN_IN_WORD.test(raw) || HIDDEN_TEXT.test(raw))) ||
    (/[%&]/.test(raw) && ENCODED_CONTROL.test(raw))
  );
}

const NON_ASCII = /[^\0-\x7f]/;
