/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Understands a mail that came back: bounce, complaint, answer of a program or a person, wish to get no more. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-return-mail.h"

#include "channels/email/esp-dsn.h"
#include "channels/email/esp-mail-scan.h"
#include "engine/content/esp-html-text.h"
#include "worker/esp-report-words.h"
#include "worker/esp-return-text.h"

#include <string.h>

#define MAX_KEPT 500   /* bytes of a server's words */
#define MAX_REPLY 2000 /* bytes of an answer */
#define MAX_REPORTS 100
#define MAX_PLEA 240
#define MAX_WISH 120 /* bytes; a wish to get no more is short */

typedef struct
{
  const EspBounceRules *rules;
  const EspMailScan *scan;
  GArray *reports;
  char *source; /* (owned) what makes this mail one of a kind */
  char *marks;  /* (owned) */
  gint64 at_us;
  char *subject;      /* (owned) folded */
  gboolean is_answer; /* its subject says so: "Re:" */
} Reading;

static const char *const kind_names[] = {
  "other",       "bounce", "delay",      "delivered", "complaint",
  "unsubscribe", "read",   "auto-reply", "challenge", "reply",
};

/**
 * esp_return_kind_name:
 *
 * Returns: a word for logs and tests
 */
const char *
esp_return_kind_name (EspReturnKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kind_names), "other");

  return kind_names[kind];
}

static EspReport *
add_report (Reading *self, EspReportKind kind, const char *address)
{
  g_autofree char *name = g_strdup_printf ("%s|%s|%s", self->source, esp_report_kind_name (kind),
                                           address != NULL ? address : "");
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, name, -1);
  g_autofree char *key = g_strdup_printf ("mail:%.32s", hash);
  EspReport *report = esp_report_append (self->reports, kind, key);

  report->address = g_strdup (address);
  report->message_id = *self->marks != '\0' ? g_strdup (self->marks) : NULL;
  report->at_us = self->at_us;
  report->is_hearsay = TRUE;
  return report;
}

/* Bounces */

static void
add_bounce (Reading *self, const char *address, const EspBounceFacts *facts)
{
  EspBounceVerdict verdict;
  const char *words = facts->diagnostic != NULL ? facts->diagnostic : facts->text;
  EspReport *report;

  if (self->reports->len >= MAX_REPORTS)
    return;
  esp_bounce_judge (self->rules, facts, &verdict);
  report = add_report (self, esp_report_kind_of_bounce (verdict.klass), address);
  if (verdict.status[0] != '\0')
    report->code = g_strdup (verdict.status);
  else if (verdict.code != 0)
    report->code = g_strdup_printf ("%u", verdict.code);
  report->text = words != NULL ? esp_return_text_cut (words, MAX_KEPT) : NULL;
}

/* What the mail tells people about one of the addresses that it is about. */
static char *
dup_words_about (Reading *self, const char *address)
{
  g_autoptr (GPtrArray) failures = esp_return_text_failures (self->scan, self->rules);

  for (guint i = 0; i < failures->len; i++)
    {
      const EspReturnFailure *failure = g_ptr_array_index (failures, i);

      if (failures->len == 1 || g_ascii_strcasecmp (failure->address, address) == 0)
        return g_strdup (failure->words);
    }
  return failures->len == 0 ? esp_return_text_own (self->scan, self->rules) : NULL;
}

static EspReturnKind
read_recipient (Reading *self, const EspDsnRecipient *recipient, gboolean is_only)
{
  const char *address = recipient->original != NULL ? recipient->original : recipient->final;
  EspBounceFacts facts = { .status = recipient->status, .diagnostic = recipient->diagnostic };
  g_autofree char *words = NULL;

  if (recipient->action == ESP_DSN_DELAYED)
    return ESP_RETURN_DELAY;
  if (recipient->action == ESP_DSN_RELAYED)
    return ESP_RETURN_OTHER;
  if (address == NULL && is_only && self->scan->original_to->len == 1)
    address = g_ptr_array_index (self->scan->original_to, 0);
  if (recipient->action == ESP_DSN_DELIVERED)
    {
      (void) add_report (self, ESP_REPORT_DELIVERED, address);
      return ESP_RETURN_DELIVERED;
    }
  if (recipient->action == ESP_DSN_UNKNOWN && recipient->status != NULL &&
      *recipient->status == '4' &&
      esp_bounce_rules_match (self->rules, ESP_MAIL_WORDS_DELAY, self->subject))
    return ESP_RETURN_DELAY;
  words = address != NULL ? dup_words_about (self, address) : NULL;
  facts.text = words;
  add_bounce (self, address, &facts);
  return ESP_RETURN_BOUNCE;
}

static EspReturnKind
read_status (Reading *self, gboolean *out_is_told)
{
  g_autoptr (GArray) recipients = esp_dsn_parse (self->scan->status);
  EspReturnKind kind = ESP_RETURN_OTHER;

  *out_is_told = recipients->len > 0;
  for (guint i = 0; i < recipients->len; i++)
    {
      EspReturnKind found = read_recipient (self, &g_array_index (recipients, EspDsnRecipient, i),
                                            recipients->len == 1);

      if (kind == ESP_RETURN_OTHER || found == ESP_RETURN_BOUNCE)
        kind = found;
    }
  return kind;
}

static gboolean
is_delay (Reading *self)
{
  g_autofree char *own = esp_return_text_own (self->scan, self->rules);
  g_autofree char *folded = esp_bounce_fold (own);

  if (esp_bounce_rules_match (self->rules, ESP_MAIL_WORDS_DELAY, self->subject))
    return TRUE;
  return esp_bounce_rules_match (self->rules, ESP_MAIL_WORDS_DELAY, folded) &&
         !esp_bounce_rules_match (self->rules, ESP_MAIL_WORDS_FINAL, folded) &&
         !esp_bounce_rules_match (self->rules, ESP_MAIL_WORDS_FINAL, self->subject);
}

/* Without a part for programs the words for people must do. */
static EspReturnKind
read_plain_bounce (Reading *self)
{
  g_autoptr (GPtrArray) failures = NULL;
  g_autofree char *own = NULL;
  EspBounceFacts facts = { 0 };

  if (is_delay (self))
    return ESP_RETURN_DELAY;
  failures = esp_return_text_failures (self->scan, self->rules);
  for (guint i = 0; i < failures->len; i++)
    {
      const EspReturnFailure *failure = g_ptr_array_index (failures, i);

      facts.text = failure->words;
      add_bounce (self, failure->address, &facts);
    }
  if (failures->len > 0)
    return ESP_RETURN_BOUNCE;
  own = esp_return_text_own (self->scan, self->rules);
  facts.text = own;
  add_bounce (self,
              self->scan->original_to->len > 0 ? g_ptr_array_index (self->scan->original_to, 0)
                                               : NULL,
              &facts);
  return ESP_RETURN_BOUNCE;
}

static gboolean
says_auto (Reading *self)
{
  return esp_bounce_rules_match (self->rules, ESP_MAIL_WORDS_AUTO_SUBJECT, self->subject) ||
         (!self->is_answer &&
          (esp_bounce_rules_begins (self->rules, ESP_MAIL_WORDS_AUTO_BEGINNING, self->subject) ||
           esp_bounce_rules_match (self->rules, ESP_MAIL_WORDS_AUTO_FRESH_SUBJECT, self->subject)));
}

/* In whatever language: a mail server's name, nobody to answer to, and an address on a line of its own. */
static gboolean
looks_like_notice (Reading *self)
{
  g_autoptr (GPtrArray) failures = NULL;

  if (self->is_answer || says_auto (self) ||
      esp_bounce_rules_match (self->rules, ESP_MAIL_WORDS_OTHER_SUBJECT, self->subject))
    return FALSE;
  failures = esp_return_text_failures (self->scan, self->rules);
  for (guint i = 0; i < failures->len; i++)
    if (((const EspReturnFailure *) g_ptr_array_index (failures, i))->is_listed)
      return TRUE;
  return FALSE;
}

/* It says in a server's words why an address got nothing. */
static gboolean
gives_reason (const Reading *self, const char *own)
{
  const EspBounceFacts facts = { .text = own };
  EspBounceVerdict verdict;

  esp_bounce_judge (self->rules, &facts, &verdict);
  return verdict.klass != ESP_BOUNCE_NONE && verdict.code != 0;
}

static gboolean
is_report_of (const Reading *self, const char *type, const char *part)
{
  return part != NULL || g_strcmp0 (self->scan->report_type, type) == 0;
}

/* No single sign is enough: people answer with the same subject, and programs use the same names. */
static gboolean
is_plain_bounce (Reading *self)
{
  const EspMailScan *scan = self->scan;
  g_autofree char *own = NULL;
  g_autofree char *folded = NULL;
  g_autofree char *from = NULL;
  guint n_signs = 0;
  gboolean is_daemon;

  /* A report of delivery that names nobody is one nevertheless. */
  if (scan->failed_recipients != NULL || is_report_of (self, "delivery-status", scan->status))
    return TRUE;
  own = esp_return_text_own (scan, self->rules);
  folded = esp_bounce_fold (own);
  from = esp_bounce_fold (scan->from);
  is_daemon = esp_bounce_rules_match (self->rules, ESP_MAIL_WORDS_BOUNCE_SENDER, from);
  n_signs += is_daemon || scan->is_null_sender;
  /* A program that encloses our message, and that nobody can answer, has not delivered it. */
  n_signs += is_daemon && scan->is_null_sender &&
             (scan->has_original || looks_like_notice (self) || gives_reason (self, own));
  if (!self->is_answer &&
      esp_bounce_rules_match (self->rules, ESP_MAIL_WORDS_BOUNCE_SUBJECT, self->subject))
    n_signs += gives_reason (self, own) ? 2 : 1;
  n_signs += esp_bounce_rules_match (self->rules, ESP_MAIL_WORDS_BOUNCE_TEXT, folded);
  if (!is_daemon && says_auto (self))
    return FALSE;
  return n_signs >= 2;
}

/* A warning of a mail server that it still tries. */
static gboolean
is_plain_delay (Reading *self)
{
  g_autofree char *from = esp_bounce_fold (self->scan->from);

  return (self->scan->is_null_sender ||
          esp_bounce_rules_match (self->rules, ESP_MAIL_WORDS_BOUNCE_SENDER, from) ||
          (!self->is_answer &&
           esp_bounce_rules_match (self->rules, ESP_MAIL_WORDS_BOUNCE_SUBJECT, self->subject))) &&
         !says_auto (self) && is_delay (self);
}

/* Complaints */

typedef struct
{
  char *type;      /* (owned) (nullable) */
  char *recipient; /* (owned) (nullable) */
  char *agent;     /* (owned) (nullable) */
  char *ip;        /* (owned) (nullable) */
} Feedback;

static gboolean
take_feedback (const char *name, const char *value, gpointer user_data)
{
  Feedback *feedback = user_data;

  if (g_str_equal (name, "feedback-type") && feedback->type == NULL)
    feedback->type = g_ascii_strdown (value, -1);
  else if ((g_str_equal (name, "original-rcpt-to") || g_str_equal (name, "removal-recipient")) &&
           feedback->recipient == NULL)
    feedback->recipient = esp_dsn_dup_address (value);
  else if (g_str_equal (name, "user-agent") && feedback->agent == NULL)
    feedback->agent = g_strdup (value);
  else if (g_str_equal (name, "source-ip") && feedback->ip == NULL)
    feedback->ip = g_strdup (value);
  return TRUE;
}

static void
clear_feedback (Feedback *feedback)
{
  g_free (feedback->type);
  g_free (feedback->recipient);
  g_free (feedback->agent);
  g_free (feedback->ip);
}

static EspReturnKind
read_feedback (Reading *self)
{
  Feedback feedback = { 0 };
  gboolean is_complaint;
  gboolean is_opt_out;
  const char *address;

  esp_fields_text_foreach (self->scan->feedback != NULL ? self->scan->feedback : "", take_feedback,
                           &feedback);
  is_opt_out = feedback.type != NULL && g_str_has_prefix (feedback.type, "opt-out");
  is_complaint = feedback.type == NULL || g_str_equal (feedback.type, "abuse") ||
                 g_str_equal (feedback.type, "fraud") || g_str_equal (feedback.type, "virus") ||
                 g_str_equal (feedback.type, "miscategorized") ||
                 g_str_equal (feedback.type, "complaint") || g_str_equal (feedback.type, "other");
  address = feedback.recipient;
  if (address == NULL && self->scan->original_to->len == 1)
    address = g_ptr_array_index (self->scan->original_to, 0);
  if (is_complaint || is_opt_out)
    {
      EspReport *report =
        add_report (self, is_opt_out ? ESP_REPORT_UNSUBSCRIBED : ESP_REPORT_COMPLAINED, address);

      report->code = g_strdup (feedback.type);
      report->user_agent = g_strdup (feedback.agent);
      report->ip = g_strdup (feedback.ip);
    }
  clear_feedback (&feedback);
  return is_complaint ? ESP_RETURN_COMPLAINT
                      : (is_opt_out ? ESP_RETURN_UNSUBSCRIBE : ESP_RETURN_OTHER);
}

/* A filter at the other end that refuses by its own rule says so in a receipt (RFC 5429, section 2.1): it is read by
 * nobody, and the text has the reason. */
static EspReturnKind
read_rejection (Reading *self)
{
  g_autoptr (GArray) recipients = esp_dsn_parse (self->scan->disposition);
  g_autofree char *own = esp_return_text_own (self->scan, self->rules);
  const EspBounceFacts facts = { .text = own };
  const EspDsnRecipient *first =
    recipients->len > 0 ? &g_array_index (recipients, EspDsnRecipient, 0) : NULL;

  add_bounce (self,
              first == NULL             ? NULL
              : first->original != NULL ? first->original
                                        : first->final,
              &facts);
  return ESP_RETURN_BOUNCE;
}

static gboolean
is_rejection (const Reading *self, const char *disposition)
{
  g_autofree char *own = esp_bounce_fold (self->scan->text);

  return strstr (disposition, "automatic-action") != NULL &&
         strstr (disposition, "deleted") != NULL &&
         (esp_bounce_rules_match (self->rules, ESP_MAIL_WORDS_BOUNCE_SUBJECT, self->subject) ||
          esp_bounce_rules_match (self->rules, ESP_MAIL_WORDS_BOUNCE_TEXT, own));
}

static EspReturnKind
read_receipt (Reading *self)
{
  g_autofree char *folded = esp_bounce_fold (self->scan->disposition);

  if (is_rejection (self, folded))
    return read_rejection (self);
  if (strstr (folded, "displayed") == NULL)
    return ESP_RETURN_OTHER;
  (void) add_report (self, ESP_REPORT_OPENED, self->scan->from);
  return ESP_RETURN_READ;
}

/* Answers */

/* Of a sentence: whether it wants no more. A question is for a person to answer, unless it only asks nicely. */
static gboolean
says_wish (const Reading *self, const char *sentence, gboolean is_question)
{
  static const char *const alone[] = { "stop",        "거부",      "해지",       "수신거부",
                                       "수신 거부",   "구독 취소", "구독취소",   "구독해지",
                                       "unsubscribe", "중단",      "please stop" };
  g_autofree char *bare = g_strdup (sentence);

  g_strstrip (g_strdelimit (bare, "\"'", ' '));
  for (guint i = 0; i < G_N_ELEMENTS (alone) && !is_question; i++)
    if (g_str_equal (bare, alone[i]))
      return TRUE;
  return esp_bounce_rules_match (self->rules, ESP_MAIL_WORDS_WISH, sentence) &&
         (!is_question || esp_bounce_rules_match (self->rules, ESP_MAIL_WORDS_REQUEST, sentence));
}

static gboolean
has_wish (const Reading *self, const char *folded)
{
  g_autofree char *text = g_strdup (folded);

  for (char *start = text; *start != '\0';)
    {
      gsize n = strcspn (start, ".!?");
      char end = start[n];

      start[n] = '\0';
      if (says_wish (self, start, end == '?'))
        return TRUE;
      start += end != '\0' ? n + 1 : n;
    }
  return FALSE;
}

/* "Unsubscribe …": a few words that begin so say it, whatever follows; where the link for that is, is only asked. */
static gboolean
begins_with_wish (const Reading *self, const char *folded)
{
  const char *begin = folded + strspn (folded, " \"'[(");
  gsize n = strcspn (begin, ".!?");
  g_autofree char *sentence = g_strndup (begin, n);

  return esp_bounce_rules_begins (self->rules, ESP_MAIL_WORDS_UNSUBSCRIBE, begin) &&
         (begin[n] != '?' ||
          esp_bounce_rules_match (self->rules, ESP_MAIL_WORDS_REQUEST, sentence));
}

static gboolean
is_wish (Reading *self, const char *words)
{
  g_autofree char *plain = esp_bounce_fold (words);
  g_autoptr (GString) text = g_string_new (plain);

  g_string_replace (text, "？", "?", 0);
  g_string_replace (text, "。", ".", 0);
  if (esp_bounce_rules_match (self->rules, ESP_MAIL_WORDS_NO_WISH, text->str))
    return FALSE;
  if (text->len <= MAX_PLEA && has_wish (self, text->str))
    return TRUE;
  return text->len <= MAX_WISH && begins_with_wish (self, text->str);
}

static gboolean
is_unsubscribe (Reading *self, const char *said)
{
  if (!self->is_answer && is_wish (self, self->subject))
    return TRUE;
  return !self->scan->has_auto_mark && self->scan->auto_submitted == NULL && is_wish (self, said);
}

static gboolean
is_automatic (Reading *self, const char *said)
{
  const EspMailScan *scan = self->scan;
  g_autofree char *folded = esp_bounce_fold (said);

  if (scan->auto_submitted != NULL && !g_str_has_prefix (scan->auto_submitted, "no"))
    return TRUE;
  return scan->has_auto_mark || scan->is_null_sender || says_auto (self) ||
         esp_bounce_rules_match (self->rules, ESP_MAIL_WORDS_AUTO_TEXT, folded);
}

/* Nobody's answer, not even an automatic one: it says nothing of a person. */
static gboolean
is_program (Reading *self)
{
  g_autofree char *from = esp_bounce_fold (self->scan->from);

  return esp_bounce_rules_match (self->rules, ESP_MAIL_WORDS_OTHER_SUBJECT, self->subject) ||
         (self->scan->is_null_sender &&
          esp_bounce_rules_match (self->rules, ESP_MAIL_WORDS_BOUNCE_SENDER, from));
}

static EspReturnKind
read_answer (Reading *self)
{
  g_autofree char *said = esp_return_text_said (self->scan, self->rules);
  g_autofree char *folded = esp_bounce_fold (said);
  EspReturnKind kind = ESP_RETURN_REPLY;
  EspReport *report;

  if (is_unsubscribe (self, said))
    {
      report = add_report (self, ESP_REPORT_UNSUBSCRIBED, self->scan->from);
      report->text = esp_return_text_cut (said, MAX_KEPT);
      return ESP_RETURN_UNSUBSCRIBE;
    }
  if (self->scan->is_list || is_program (self))
    return ESP_RETURN_OTHER;
  if (esp_bounce_rules_match (self->rules, ESP_MAIL_WORDS_CHALLENGE, folded) ||
      esp_bounce_rules_match (self->rules, ESP_MAIL_WORDS_CHALLENGE, self->subject))
    kind = ESP_RETURN_CHALLENGE;
  else if (is_automatic (self, said))
    kind = ESP_RETURN_AUTO_REPLY;
  report =
    add_report (self, kind == ESP_RETURN_REPLY ? ESP_REPORT_REPLIED : ESP_REPORT_AUTO_REPLIED,
                self->scan->from);
  report->code = kind == ESP_RETURN_CHALLENGE ? g_strdup ("challenge") : NULL;
  report->text = esp_return_text_cut (said, MAX_REPLY);
  return kind;
}

static EspReturnKind
read_any (Reading *self)
{
  EspReturnKind kind = ESP_RETURN_OTHER;
  gboolean is_told = FALSE;

  if (is_report_of (self, "feedback-report", self->scan->feedback) ||
      (self->scan->has_original && !self->is_answer && self->scan->status == NULL &&
       esp_bounce_rules_match (self->rules, ESP_MAIL_WORDS_COMPLAINT_SUBJECT, self->subject)))
    return read_feedback (self);
  if (is_report_of (self, "disposition-notification", self->scan->disposition))
    return read_receipt (self);
  if (self->scan->status != NULL)
    kind = read_status (self, &is_told);
  if (is_told)
    return kind;
  if (is_plain_bounce (self))
    return read_plain_bounce (self);
  if (is_plain_delay (self))
    return ESP_RETURN_DELAY;
  return read_answer (self);
}

static gboolean
is_answer_subject (const char *folded)
{
  static const char *const prefixes[] = { "re:",   "re :",  "aw:",   "sv:",   "fw:",
                                          "fwd:",  "회신:", "답장:", "답변:", "[re]",
                                          "返信:", "回复:", "回覆:" };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (folded, prefixes[i]))
      return TRUE;
  return FALSE;
}

/**
 * esp_return_mail_read:
 * @bytes: a mail as it came, of any kind and size
 * @now_us: no report is later
 * @reports: (element-type EspReport): appended to; for a bounce one a recipient, for a delay none
 *
 * Their keys are made of the mail itself, so that reading it twice adds nothing.
 *
 * Returns: what it is
 */
EspReturnKind
esp_return_mail_read (GBytes *bytes, const EspBounceRules *rules, gint64 now_us, GArray *reports)
{
  g_autoptr (EspMailScan) scan = esp_mail_scan_new (bytes, esp_html_to_text);
  g_autoptr (GArray) own = esp_reports_new (1);
  Reading self = { .rules = rules, .scan = scan, .reports = own };
  EspReturnKind kind;

  if (scan == NULL)
    return ESP_RETURN_OTHER;
  self.source = scan->message_id != NULL ? g_strdup (scan->message_id)
                                         : g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  self.marks = esp_mail_scan_dup_marks (scan);
  self.at_us = scan->date_us > 0 ? MIN (scan->date_us, now_us) : now_us;
  self.subject = esp_bounce_fold (scan->subject);
  self.is_answer = is_answer_subject (self.subject);
  kind = read_any (&self);
  g_array_append_vals (reports, own->data, own->len);
  g_array_set_clear_func (own, NULL); /* they have moved */
  g_free (self.source);
  g_free (self.marks);
  g_free (self.subject);
  return kind;
}
