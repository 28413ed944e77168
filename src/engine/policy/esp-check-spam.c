/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adds up what spam filters commonly dislike, with the reasons. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/policy/esp-content-check-private.h"

#include <string.h>

typedef struct
{
  EspContentCheck *check;
  const EspContentRule *rule;
  double points;
  GString *reasons;
} Score;

static void
add (Score *score, const char *name, const char *reason)
{
  JsonNode *node = json_object_get_member (score->rule->params, "points");
  double points;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return;
  points = json_object_get_double_member_with_default (json_node_get_object (node), name, 0);
  if (points <= 0)
    return;
  score->points += points;
  g_string_append_printf (score->reasons, "%s%s", score->reasons->len > 0 ? "; " : "", reason);
}

static guint
count_of (const char *text, const char *piece)
{
  guint n = 0;

  for (const char *c = strstr (text, piece); c != NULL; c = strstr (c + strlen (piece), piece))
    n++;
  return n;
}

static void
score_subject (Score *score, const char *subject)
{
  const char *const *marks = esp_content_rule_words (score->rule, "shouting");
  const char *const *replies = esp_content_rule_words (score->rule, "fake_replies");
  const char *label = "(광고)";
  const char *words = g_str_has_prefix (subject, label) ? subject + strlen (label) : subject;
  g_autofree char *lower = NULL;
  guint n_upper = 0;
  guint n_letters = 0;
  guint n_marks = 0;

  words += strspn (words, " ");
  lower = g_utf8_strdown (words, -1);
  for (const char *c = words; *c != '\0'; c++)
    {
      n_letters += g_ascii_isalpha (*c);
      n_upper += g_ascii_isupper (*c);
    }
  for (guint i = 0; marks[i] != NULL; i++)
    n_marks += count_of (words, marks[i]);
  if (n_letters > 8 && n_upper * 2 > n_letters)
    add (score, "capitals", "capitals in the subject");
  if (n_marks >= 3)
    add (score, "shouting", "exclamation marks in the subject");
  for (guint i = 0; replies[i] != NULL; i++)
    if (g_str_has_prefix (lower, replies[i]))
      {
        add (score, "fake_reply", "the subject pretends to be an answer");
        break;
      }
}

static void
score_words (Score *score, const char *subject)
{
  const char *const *words = esp_content_rule_words (score->rule, "words");
  g_autofree char *lower = g_utf8_strdown (subject, -1);
  guint n = 0;

  for (guint i = 0; words[i] != NULL; i++)
    n += strstr (lower, words[i]) != NULL || strstr (score->check->words, words[i]) != NULL;
  if (n >= 3)
    add (score, "words", "words of money and hurry");
}

static gboolean
count_images_cb (const EspBlock *block, const EspSection *section, gpointer data)
{
  guint *n = data;

  *n += block->kind == ESP_BLOCK_IMAGE;
  return TRUE;
}

static void
score_body (Score *score)
{
  EspContentCheck *check = score->check;
  g_auto (GStrv) words = g_strsplit_set (check->words, " \n", -1);
  g_autofree char *html = g_ascii_strdown (check->rendered.html->str, -1);
  const guint n_footer_words = 45; /* the generated footer alone */
  guint n_images = count_of (html, "<img");
  guint n_words = 0;

  for (guint i = 0; words[i] != NULL; i++)
    n_words += *words[i] != '\0';
  if (check->doc->body_kind == ESP_BODY_BLOCKS)
    {
      n_images = 0;
      (void) esp_message_doc_foreach_block (check->doc, count_images_cb,
                                            &n_images); /* never stops */
    }
  if (check->is_rendered && n_images > 0 && n_words < 20 + n_footer_words)
    add (score, "image_only", "pictures with hardly any text");
  if (strstr (html, "<script") != NULL || strstr (html, "<iframe") != NULL ||
      strstr (html, "<form") != NULL || strstr (html, "<object") != NULL)
    add (score, "script", "scripts in the HTML");
  if (check->doc->body_kind == ESP_BODY_HTML &&
      (strstr (html, "font-size:0") != NULL || strstr (html, "visibility:hidden") != NULL))
    add (score, "hidden", "hidden text");
}

static gboolean
looks_like_address (const char *label)
{
  return g_str_has_prefix (label, "http://") || g_str_has_prefix (label, "https://") ||
         g_str_has_prefix (label, "www.");
}

static char *
dup_bare_host (const char *address)
{
  const char *host = strstr (address, "://");

  host = host != NULL ? host + 3 : address;
  host += g_str_has_prefix (host, "www.") ? 4 : 0;
  return g_ascii_strdown (host, (gssize) strcspn (host, "/?#: "));
}

static void
score_links (Score *score)
{
  const char *const *shorteners = esp_content_rule_words (score->rule, "shorteners");
  GPtrArray *links = score->check->links;
  const guint many = 15;
  gboolean has_short = FALSE;
  gboolean has_mismatch = FALSE;

  for (guint i = 0; i < links->len; i++)
    {
      const EspContentLink *link = links->pdata[i];
      g_autofree char *host = dup_bare_host (link->href);
      g_autofree char *shown =
        looks_like_address (link->label) ? dup_bare_host (link->label) : g_strdup (host);

      has_short = has_short || g_strv_contains (shorteners, host);
      has_mismatch = has_mismatch || !esp_content_hosts_belong (shown, host);
    }
  if (has_short)
    add (score, "shortener", "a link shortener");
  if (has_mismatch)
    add (score, "mismatch", "a link shows another address than it leads to");
  if (links->len > many)
    add (score, "many_links", "more than 15 links");
}

static void
score_files (Score *score)
{
  const char *const *endings = esp_content_rule_words (score->rule, "risky_files");
  GPtrArray *files = score->check->doc->files;

  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *name = g_ascii_strdown (((EspMessageFile *) files->pdata[i])->name, -1);

      for (guint j = 0; endings[j] != NULL; j++)
        if (g_str_has_suffix (name, endings[j]))
          {
            add (score, "risky_file", "an attachment of a kind that is filtered");
            return;
          }
    }
}

/**
 * esp_content_check_spam:
 *
 * One finding with the points and their reasons; the label that Korean law wants never counts.
 */
void
esp_content_check_spam (EspContentCheck *self)
{
  const EspContentRule *rule = esp_content_check_begin (self, "SPAM-01");
  const char *subject = self->is_rendered ? self->rendered.subject->str : self->doc->subject;
  Score score = { self, rule, 0, NULL };
  char points[16];

  if (rule == NULL || rule->params == NULL)
    return;
  score.reasons = g_string_new (NULL);
  score_subject (&score, subject);
  score_words (&score, subject);
  score_body (&score);
  score_links (&score);
  score_files (&score);
  if (strchr (self->doc->sender_name, '@') != NULL)
    add (&score, "name_is_address", "the sender's name looks like an address");
  g_snprintf (points, sizeof points, "%.1f", score.points);
  if (score.points >= esp_content_rule_number (rule, "warn_at", 3))
    {
      EspContentFinding *finding =
        esp_content_check_add (self, rule, NULL, points, score.reasons->str);

      if (score.points >= esp_content_rule_number (rule, "approve_at", 5))
        finding->severity = ESP_SEVERITY_APPROVE;
    }
  esp_content_check_end (self, rule);
  g_string_free (score.reasons, TRUE);
}
