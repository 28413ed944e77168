/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decides what a mail server's refusal means for the address, the message and the account. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "channels/email/esp-smtp-status.h"

#include <string.h>

#define ANY 0xffffu

/* RFC 3463 and its registry: the first row that fits decides. The reply's first digit adds whether it
 * is worth trying again; a 4 always is and never says anything lasting about the address. */
typedef struct
{
  guint subject;
  guint detail;
  EspRefusal refusal;
} EnhancedRule;

static const EnhancedRule enhanced_rules[] = {
  { 1, 7, ESP_REFUSAL_ACCOUNT },   /* bad syntax of the sender address */
  { 1, 8, ESP_REFUSAL_ACCOUNT },   /* bad sender address */
  { 1, ANY, ESP_REFUSAL_HARD },    /* no such mailbox, no such domain, moved, null MX */
  { 2, 1, ESP_REFUSAL_HARD },      /* mailbox disabled */
  { 2, 3, ESP_REFUSAL_CONTENT },   /* message too large for this mailbox */
  { 2, ANY, ESP_REFUSAL_SOFT },    /* full and the like */
  { 3, 4, ESP_REFUSAL_CONTENT },   /* message too large for this system */
  { 3, ANY, ESP_REFUSAL_SOFT },    /* system */
  { 4, ANY, ESP_REFUSAL_SOFT },    /* network and routing, time expired */
  { 5, 3, ESP_REFUSAL_SPLIT },     /* too many recipients */
  { 5, ANY, ESP_REFUSAL_SOFT },    /* protocol */
  { 6, ANY, ESP_REFUSAL_CONTENT }, /* conversion */
  { 7, 8, ESP_REFUSAL_ACCOUNT },   /* credentials invalid */
  { 7, 9, ESP_REFUSAL_ACCOUNT },   /* mechanism too weak */
  { 7, 20, ESP_REFUSAL_ACCOUNT },  /* no passing DKIM signature */
  { 7, 21, ESP_REFUSAL_ACCOUNT },  /* no acceptable DKIM signature */
  { 7, 22, ESP_REFUSAL_ACCOUNT },  /* DKIM signature is not the author's */
  { 7, 23, ESP_REFUSAL_ACCOUNT },  /* SPF failed */
  { 7, 25, ESP_REFUSAL_ACCOUNT },  /* no reverse DNS */
  { 7, 26, ESP_REFUSAL_ACCOUNT },  /* several authentication checks failed */
  { 7, 515, ESP_REFUSAL_ACCOUNT }, /* the domain lacks the authentication that outlook.com wants */
  { 7, ANY, ESP_REFUSAL_BLOCK },   /* policy */
};

/* Words that overrule or replace the numbers; matched without regard to case, first match wins. */
typedef struct
{
  const char *words;
  EspRefusal refusal;
  gboolean is_passing; /* retry although the reply says 5 */
} TextRule;

static const TextRule overruling_texts[] = {
  { "rate that prevents", ESP_REFUSAL_SOFT, TRUE }, /* Gmail, with 4.2.1 and 5.2.1 */
  { "receiving mail too quickly", ESP_REFUSAL_SOFT, TRUE },
  { "relay access denied", ESP_REFUSAL_BLOCK, FALSE },
  { "relaying denied", ESP_REFUSAL_BLOCK, FALSE },
  { "relay not permitted", ESP_REFUSAL_BLOCK, FALSE },
  { "unable to relay", ESP_REFUSAL_BLOCK, FALSE },
  { "spamhaus", ESP_REFUSAL_BLOCK, FALSE },
  { "blocklist", ESP_REFUSAL_BLOCK, FALSE },
  { "blacklist", ESP_REFUSAL_BLOCK, FALSE },
  { "over quota", ESP_REFUSAL_SOFT, FALSE },
  { "mailbox full", ESP_REFUSAL_SOFT, FALSE },
  { "mailbox is full", ESP_REFUSAL_SOFT, FALSE },
};

static const TextRule plain_texts[] = {
  { "greylist", ESP_REFUSAL_SOFT, TRUE },
  { "graylist", ESP_REFUSAL_SOFT, TRUE },
  { "user unknown", ESP_REFUSAL_HARD, FALSE },
  { "unknown user", ESP_REFUSAL_HARD, FALSE },
  { "unknown recipient", ESP_REFUSAL_HARD, FALSE },
  { "no such user", ESP_REFUSAL_HARD, FALSE },
  { "no such recipient", ESP_REFUSAL_HARD, FALSE },
  { "no such address", ESP_REFUSAL_HARD, FALSE },
  { "no mailbox here", ESP_REFUSAL_HARD, FALSE },
  { "mailbox not found", ESP_REFUSAL_HARD, FALSE },
  { "address not found", ESP_REFUSAL_HARD, FALSE },
  { "invalid recipient", ESP_REFUSAL_HARD, FALSE },
  { "does not exist", ESP_REFUSAL_HARD, FALSE },
  { "account disabled", ESP_REFUSAL_HARD, FALSE },
  { "account has been disabled", ESP_REFUSAL_HARD, FALSE },
  { "존재하지 않는", ESP_REFUSAL_HARD, FALSE },
  { "수신자가 없", ESP_REFUSAL_HARD, FALSE },
  { "휴면", ESP_REFUSAL_HARD, FALSE },
  { "quota", ESP_REFUSAL_SOFT, FALSE },
  { "용량 초과", ESP_REFUSAL_SOFT, FALSE },
  { "insufficient system storage", ESP_REFUSAL_SOFT, FALSE },
  { "size limit", ESP_REFUSAL_CONTENT, FALSE },
  { "too large", ESP_REFUSAL_CONTENT, FALSE },
  { "spam", ESP_REFUSAL_BLOCK, FALSE },
  { "policy", ESP_REFUSAL_BLOCK, FALSE },
  { "access denied", ESP_REFUSAL_BLOCK, FALSE },
  { "blocked", ESP_REFUSAL_BLOCK, FALSE },
  { "rejected by", ESP_REFUSAL_BLOCK, FALSE },
};

static const TextRule *
find_text (const TextRule *rules, guint n_rules, const char *folded)
{
  for (guint i = 0; i < n_rules; i++)
    if (strstr (folded, rules[i].words) != NULL)
      return &rules[i];
  return NULL;
}

static EspRefusal
judge_enhanced (const EspSmtpEnhanced *enhanced)
{
  for (guint i = 0; i < G_N_ELEMENTS (enhanced_rules); i++)
    if (enhanced_rules[i].subject == enhanced->subject &&
        (enhanced_rules[i].detail == ANY || enhanced_rules[i].detail == enhanced->detail))
      return enhanced_rules[i].refusal;
  return ESP_REFUSAL_NONE; /* x.0.0 says nothing */
}

static gboolean
is_sign_in_code (int code)
{
  return code == 530 || code == 534 || code == 535 || code == 538;
}

/* A refusal of MAIL FROM is about us, whatever its number, unless it is about size or policy. */
static EspRefusal
adjust_to_stage (EspSmtpStage stage, EspRefusal refusal)
{
  if (stage != ESP_SMTP_STAGE_MAIL && stage != ESP_SMTP_STAGE_LOGIN)
    return refusal;
  if (refusal == ESP_REFUSAL_HARD || refusal == ESP_REFUSAL_SOFT || refusal == ESP_REFUSAL_NONE)
    return ESP_REFUSAL_ACCOUNT;
  return refusal;
}

/**
 * esp_smtp_enhanced_parse:
 * @text: a reply after its three digits, such as "5.1.1 No such user"
 *
 * Returns: whether @text begins with an enhanced status code
 */
gboolean
esp_smtp_enhanced_parse (const char *text, EspSmtpEnhanced *out_enhanced)
{
  guint parts[3] = { 0, 0, 0 };
  const char *p = text;

  if (*p != '2' && *p != '4' && *p != '5')
    return FALSE;
  for (int i = 0; i < 3; i++)
    {
      int n_digits = 0;

      for (; g_ascii_isdigit (*p) && n_digits < 3; p++, n_digits++)
        parts[i] = parts[i] * 10 + (guint) (*p - '0');
      if (n_digits == 0 || (i == 0 && n_digits > 1) || (i < 2 && *p++ != '.'))
        return FALSE;
    }
  if (g_ascii_isalnum (*p) || *p == '.')
    return FALSE;
  *out_enhanced = (EspSmtpEnhanced){ parts[0], parts[1], parts[2] };
  return TRUE;
}

/**
 * esp_smtp_status_judge:
 * @stage: what the server answered to
 * @code: three-digit reply, 400 to 599
 * @enhanced: (nullable): the enhanced code, if there was one
 * @text: the server's words, UTF-8
 *
 * The rules of RFC 3463 with the exceptions that large providers made necessary. Where the two codes
 * disagree, the subject is the enhanced code's and the first digit the reply's. A 4 is never more
 * than soft; subject 7 never suppresses a person.
 *
 * Returns: the decision
 */
EspSmtpVerdict
esp_smtp_status_judge (EspSmtpStage stage,
                       int code,
                       const EspSmtpEnhanced *enhanced,
                       const char *text)
{
  g_autofree char *folded = g_ascii_strdown (text, -1);
  const TextRule *rule = find_text (overruling_texts, G_N_ELEMENTS (overruling_texts), folded);
  EspSmtpVerdict verdict = { ESP_REFUSAL_NONE, FALSE, FALSE };
  gboolean is_passing = FALSE;

  if (is_sign_in_code (code))
    return (EspSmtpVerdict){ ESP_REFUSAL_ACCOUNT, FALSE, FALSE };
  if (rule == NULL && enhanced != NULL && enhanced->klass != 0)
    verdict.refusal = judge_enhanced (enhanced);
  if (rule == NULL && verdict.refusal == ESP_REFUSAL_NONE)
    rule = find_text (plain_texts, G_N_ELEMENTS (plain_texts), folded);
  if (rule != NULL)
    {
      verdict.refusal = rule->refusal;
      is_passing = rule->is_passing;
    }
  if (code < 500 && verdict.refusal != ESP_REFUSAL_SPLIT)
    return (EspSmtpVerdict){ ESP_REFUSAL_SOFT, TRUE, FALSE };
  verdict.refusal = adjust_to_stage (stage, verdict.refusal);
  if (verdict.refusal == ESP_REFUSAL_NONE)
    verdict.refusal = code == 552 ? ESP_REFUSAL_CONTENT : ESP_REFUSAL_SOFT;
  verdict.is_retryable = is_passing || verdict.refusal == ESP_REFUSAL_SPLIT;
  verdict.is_suppressing = verdict.refusal == ESP_REFUSAL_HARD;
  return verdict;
}
