/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of a proof on paper, in English and Korean, for where nobody's language is known. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-review-evidence.h"

typedef struct
{
  const char *en;
  const char *ko;
} Pair;

static const Pair words[ESP_N_EVIDENCE_WORDS] = {
  [ESP_EVIDENCE_TITLE] = { "Evidence of a review", "검토 증빙" },
  [ESP_EVIDENCE_STATE] = { "State", "상태" },
  [ESP_EVIDENCE_ASKED] = { "Asked by", "요청한 사람" },
  [ESP_EVIDENCE_NOTE] = { "Note", "메모" },
  [ESP_EVIDENCE_APPROVED] = { "Approved by", "승인한 사람" },
  [ESP_EVIDENCE_UNTIL] = { "Approved until", "승인 기한" },
  [ESP_EVIDENCE_ENDED] = { "Decided", "결정" },
  [ESP_EVIDENCE_REASON] = { "Reason", "이유" },
  [ESP_EVIDENCE_LEAVES] = { "Leaves", "발송 시점" },
  [ESP_EVIDENCE_AT_ONCE] = { "As soon as it is ordered", "발송을 확정하는 즉시" },
  [ESP_EVIDENCE_VERSION] = { "Version of the message", "메시지 버전" },
  [ESP_EVIDENCE_DIGESTS] = { "Digests of what was looked at (SHA-256)",
                             "검토한 내용의 해시값(SHA-256)" },
  [ESP_EVIDENCE_PEOPLE] = { "Who gets it", "받는 사람" },
  [ESP_EVIDENCE_MATCHING] = { "Match", "조건에 맞음" },
  [ESP_EVIDENCE_RECEIVERS] = { "Will receive", "받을 리드" },
  [ESP_EVIDENCE_CHECKS] = { "Checks", "점검" },
  [ESP_EVIDENCE_RULES] = { "Rules, with their dates", "점검 규칙과 날짜" },
  [ESP_EVIDENCE_NO_CHECKS] = { "The checks were not kept.", "점검 기록이 남아 있지 않아요." },
  [ESP_EVIDENCE_SAMPLES] = { "What they get", "받게 될 내용" },
  [ESP_EVIDENCE_SUBJECT] = { "Subject", "제목" },
  [ESP_EVIDENCE_PREHEADER] = { "Preview text", "미리보기 문구" },
  [ESP_EVIDENCE_LEFT_OUT] = { "This person would be left out: a field is missing.",
                              "필드 값이 없어서 이 사람에게는 보내지 않아요." },
  [ESP_EVIDENCE_PICTURE] = { "Picture", "그림" },
  [ESP_EVIDENCE_COMMENTS] = { "Comments", "의견" },
  [ESP_EVIDENCE_NO_COMMENTS] = { "Nobody wrote a comment.", "아무도 의견을 남기지 않았어요." },
  [ESP_EVIDENCE_STEPS] = { "Steps", "단계" },
  [ESP_EVIDENCE_OFF] = { "off", "꺼짐" },
  [ESP_EVIDENCE_ANYBODY] = { "Everybody who comes in and may get a message. How many is not known "
                             "beforehand.",
                             "여정에 들어와 메시지를 받을 수 있는 모든 사람이에요. 몇 명인지는 "
                             "미리 알 수 없어요." },
  [ESP_EVIDENCE_JOURNEY] = { "journey and messages", "여정과 메시지" },
  [ESP_EVIDENCE_MADE] = { "Made", "만든 때" },
  [ESP_EVIDENCE_NO_ADVICE] = { "Checks help; they are not legal advice.",
                               "점검은 참고용이며 법률 자문이 아니에요." },
};

static const Pair states[ESP_N_REVIEW_STATES] = {
  [ESP_REVIEW_ASKED] = { "Waiting", "검토 대기" },
  [ESP_REVIEW_CHANGES] = { "Changes wanted", "수정 요청됨" },
  [ESP_REVIEW_APPROVED] = { "Approved", "승인됨" },
  [ESP_REVIEW_VOID] = { "Void", "무효" },
  [ESP_REVIEW_WITHDRAWN] = { "Withdrawn", "철회됨" },
};

static const Pair reasons[ESP_N_REASONS] = {
  [ESP_REASON_NONE] = { "Gets it", "받음" },
  [ESP_REASON_GONE] = { "Archived or erased", "보관되거나 파기됨" },
  [ESP_REASON_NOT_IN_AUDIENCE] = { "Not in the audience", "대상이 아님" },
  [ESP_REASON_NO_ADDRESS] = { "No address or number", "주소나 번호가 없음" },
  [ESP_REASON_BAD_ADDRESS] = { "Address is not valid", "주소가 올바르지 않음" },
  [ESP_REASON_CHANNEL] = { "Channel is not ready", "채널이 준비되지 않음" },
  [ESP_REASON_SUPPRESSED] = { "Suppressed: bounced, complained or blocked",
                              "수신 차단: 반송, 신고 또는 차단" },
  [ESP_REASON_WITHDRAWN] = { "Refused or withdrew consent", "수신거부 또는 동의 철회" },
  [ESP_REASON_NO_CONSENT] = { "No consent", "수신 동의 없음" },
  [ESP_REASON_CAPPED] = { "Frequency limit reached", "발송 빈도 한도 도달" },
  [ESP_REASON_HOLDOUT] = { "Group to compare with", "비교 그룹" },
  [ESP_REASON_CONTENT] = { "A field of the message is missing", "메시지에 필요한 항목 없음" },
  [ESP_REASON_LOCAL] = { "Of these: at the hour of their place", "그중 그곳의 시각에 받음" },
  [ESP_REASON_NIGHT] = { "Of these: in the morning, now it is night", "그중 밤이라 아침에 받음" },
  [ESP_REASON_QUIET] = { "Of these: after their quiet hours", "그중 방해 금지 시간이 끝나면 받음" },
};

static const Pair parts[ESP_N_BASIS_PARTS] = {
  [ESP_BASIS_MESSAGE] = { "message", "메시지" },
  [ESP_BASIS_AUDIENCE] = { "audience", "대상" },
  [ESP_BASIS_CHANNEL] = { "channel", "채널" },
  [ESP_BASIS_SENDER] = { "sender", "발신자" },
  [ESP_BASIS_OPTIONS] = { "options of the send", "발송 설정" },
  [ESP_BASIS_LIBRARY] = { "saved blocks and brand kit", "저장한 블록과 브랜드 키트" },
  [ESP_BASIS_RULES] = { "rule packs", "점검 규칙" },
};

static const Pair steps[ESP_N_STEP_KINDS] = {
  [ESP_STEP_SEND] = { "Send", "발송" },
  [ESP_STEP_WAIT] = { "Wait", "대기" },
  [ESP_STEP_SPLIT] = { "Split", "나누기" },
  [ESP_STEP_RANDOM] = { "Random split", "무작위 나누기" },
  [ESP_STEP_TEST] = { "A/B test", "A/B 테스트" },
  [ESP_STEP_UPDATE] = { "Update", "업데이트" },
  [ESP_STEP_SEGMENT] = { "List", "목록" },
  [ESP_STEP_TASK] = { "Task", "할 일" },
  [ESP_STEP_WEBHOOK] = { "Webhook", "웹훅" },
  [ESP_STEP_GO_TO] = { "Go to", "이동" },
  [ESP_STEP_JOIN] = { "Join", "합류" },
  [ESP_STEP_GOAL] = { "Goal", "목표" },
  [ESP_STEP_EXIT] = { "Exit", "종료" },
};

static const struct
{
  const char *id;
  Pair title;
} samples[] = {
  { "usual", { "A usual lead", "보통 리드" } },
  { "nameless", { "No name", "이름 없음" } },
  { "empty", { "Nothing is known but the address", "주소만 있는 리드" } },
  { "longest", { "The longest values", "가장 긴 값" } },
  { "no-purchases", { "Bought nothing yet", "아직 산 적 없음" } },
  { "long-product", { "Products with very long names", "상품 이름이 아주 긴 경우" } },
  { "emoji", { "Emoji", "이모지" } },
  { "right-to-left", { "Right to left", "오른쪽에서 왼쪽" } },
  { "markup", { "Signs that must be escaped", "특수 기호" } },
};

static const char *
pick (const Pair *pair, EspLang lang)
{
  return lang == ESP_LANG_KO ? pair->ko : pair->en;
}

static const char *
name_sample (const char *id, EspLang lang)
{
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    if (g_str_equal (samples[i].id, id))
      return pick (&samples[i].title, lang);
  return id;
}

static const char *
name_sample_en (const char *id)
{
  return name_sample (id, ESP_LANG_EN);
}

static const char *
name_sample_ko (const char *id)
{
  return name_sample (id, ESP_LANG_KO);
}

/**
 * esp_evidence_words_fill:
 * @zone: (nullable): of the times; borrowed
 *
 * Fills @out with the words of @lang.
 */
void
esp_evidence_words_fill (EspEvidenceWords *out, EspLang lang, GTimeZone *zone)
{
  *out = (EspEvidenceWords){ .lang = lang,
                             .zone = zone,
                             .language = lang == ESP_LANG_KO ? "ko" : "en",
                             .name_sample = lang == ESP_LANG_KO ? name_sample_ko : name_sample_en };
  for (guint i = 0; i < ESP_N_EVIDENCE_WORDS; i++)
    out->words[i] = pick (&words[i], lang);
  for (guint i = 0; i < ESP_N_REVIEW_STATES; i++)
    out->states[i] = pick (&states[i], lang);
  for (guint i = 0; i < ESP_N_REASONS; i++)
    out->reasons[i] = pick (&reasons[i], lang);
  for (guint i = 0; i < ESP_N_BASIS_PARTS; i++)
    out->parts[i] = pick (&parts[i], lang);
  for (guint i = 0; i < ESP_N_STEP_KINDS; i++)
    out->steps[i] = pick (&steps[i], lang);
}
