/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl review: runs all checks of what is to be sent, for people and for scripts. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-review.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-review-journey.h"
#include "ctl/esp-ctl-review-people.h"
#include "ctl/esp-ctl-json.h"
#include "store/esp-campaigns.h"
#include "store/esp-journeys.h"
#include "store/esp-messages.h"
#include "worker/esp-check-run.h"
#include "worker/esp-link-looks.h"

#include <string.h>

/* The exit status tells the worst severity, beside those that every subject has. */
#define STATUS_WARN 3
#define STATUS_APPROVE 4
#define STATUS_BLOCK 5

#define ABOUT                                                                                      \
  "The exit status tells the worst that was found: 0 nothing, 3 warnings, 4 something that needs " \
  "the yes of a person, 5 something that forbids sending; 1 when it could not be checked, 2 when " \
  "the command was written wrongly.\n"                                                             \
  "These checks help; they are not legal advice."

typedef struct
{
  char *workspace;
  char *message;
  char *campaign;
  char *journey;
  char **packs;
  char **countries;
  char *date;
  char *channel;
  char **texts;
  char *language;
  gboolean is_json;
  gboolean is_all;
  gboolean is_notice;
  gboolean is_fix;
  gboolean is_links;
  gboolean takes_private;
  char **addresses; /* (owned) to be opened */
  char *rule;
  guint n_fixed;
  GPtrArray *parts; /* (owned) of EspCheckPart */
} Options;

static void
options_clear (Options *self)
{
  g_free (self->workspace);
  g_free (self->message);
  g_free (self->campaign);
  g_free (self->journey);
  g_free (self->date);
  g_free (self->channel);
  g_free (self->rule);
  g_strfreev (self->addresses);
  g_free (self->language);
  g_strfreev (self->packs);
  g_strfreev (self->countries);
  g_strfreev (self->texts);
  g_clear_pointer (&self->parts, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static void
add_common (GOptionContext *context, Options *self)
{
  const GOptionEntry entries[] = {
    { "pack", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->packs,
      "nothing but this rule pack (more than once for several)", "ID" },
    { "country", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->countries,
      "as if all who get it lived there (more than once for several)", "CC" },
    { "date", 0, 0, G_OPTION_ARG_STRING, &self->date, "the rules of that day", "YYYY-MM-DD" },
    { "language", 0, 0, G_OPTION_ARG_STRING, &self->language, "of the sentences: en or ko", "LL" },
    { "all", 'a', 0, G_OPTION_ARG_NONE, &self->is_all, "show what is fine, too", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->is_json, "answer in JSON", NULL },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_description (context, ABOUT);
}

static const char *
get_word (EspSeverity severity)
{
  static const char *const words[] = { "fine", "look", "asks you", "blocks" };

  return words[severity];
}

static void
add_finding_json (JsonBuilder *builder, const EspContentFinding *finding)
{
  const EspContentRule *rule = finding->rule;
  g_autofree char *sentence = esp_content_finding_to_sentence (finding);
  g_autofree char *korean = esp_content_finding_dup_sentence (finding, "ko");

  json_builder_begin_object (builder);
  esp_ctl_add_text (builder, "id", rule->id);
  esp_ctl_add_text (builder, "pack", rule->pack->id);
  esp_ctl_add_text (builder, "severity", esp_severity_to_string (finding->severity));
  esp_ctl_add_text (builder, "place", finding->place);
  esp_ctl_add_text (builder, "sentence", sentence);
  esp_ctl_add_text (builder, "sentence_ko", korean);
  esp_ctl_add_text (builder, "reason", rule->reason);
  esp_ctl_add_text (builder, "reason_ko", rule->reason_ko);
  esp_ctl_add_text (builder, "source", rule->source);
  esp_ctl_add_text (builder, "url", rule->url);
  esp_ctl_add_boolean (builder, "can_fix", finding->can_fix);
  json_builder_end_object (builder);
}

static void
print_json (const Options *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  EspSeverity worst = esp_check_parts_worst (self->parts);

  json_builder_begin_object (builder);
  esp_ctl_add_text (builder, "worst", esp_severity_to_string (worst));
  json_builder_set_member_name (builder, "parts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->parts->len; i++)
    {
      const EspCheckPart *part = self->parts->pdata[i];

      json_builder_begin_object (builder);
      esp_ctl_add_text (builder, "title", part->title);
      esp_ctl_add_int (builder, "message", part->message_id);
      esp_ctl_add_int (builder, "send", part->send_id);
      json_builder_set_member_name (builder, "findings");
      json_builder_begin_array (builder);
      for (guint j = 0; j < part->findings->len; j++)
        add_finding_json (builder, part->findings->pdata[j]);
      json_builder_end_array (builder);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  esp_ctl_print_json (builder);
}

static void
print_finding (const Options *self, const EspContentFinding *finding)
{
  g_autofree char *sentence = esp_content_finding_dup_sentence (finding, self->language);
  const char *reason = esp_content_rule_get_reason (finding->rule, self->language);
  const char *source = esp_content_rule_get_source (finding->rule, self->language);

  g_print ("  %-9s %-18s %s%s%s%s\n", get_word (finding->severity), finding->rule->id, sentence,
           finding->place != NULL ? " [" : "", finding->place != NULL ? finding->place : "",
           finding->place != NULL ? "]" : "");
  if (finding->severity == ESP_SEVERITY_FINE)
    return;
  g_print ("            %s%s(%s)%s\n", reason != NULL ? reason : "", reason != NULL ? " " : "",
           source, finding->can_fix ? " – can be mended" : "");
}

static void
print_part (const Options *self, const EspCheckPart *part)
{
  guint n[ESP_SEVERITY_BLOCK + 1] = { 0 };

  for (guint i = 0; i < part->findings->len; i++)
    n[((EspContentFinding *) part->findings->pdata[i])->severity]++;
  g_print ("%s%s%u block, %u ask for your yes, %u to look at, %u fine\n",
           part->title != NULL ? part->title : "", part->title != NULL ? ": " : "",
           n[ESP_SEVERITY_BLOCK], n[ESP_SEVERITY_APPROVE], n[ESP_SEVERITY_WARN],
           n[ESP_SEVERITY_FINE]);
  for (guint i = 0; i < part->findings->len; i++)
    {
      const EspContentFinding *finding = part->findings->pdata[i];

      if (self->is_all || finding->severity != ESP_SEVERITY_FINE)
        print_finding (self, finding);
    }
}

static void
warn_of_packs (void)
{
  g_autoptr (GPtrArray) problems = esp_rule_packs_dup_problems ();

  for (guint i = 0; i < problems->len; i++)
    {
      const EspRulePackProblem *problem = problems->pdata[i];

      g_printerr ("espalierctl: “%s” is not used: %s\n", problem->path, problem->sentence);
    }
}

static int
finish (const Options *self)
{
  static const int statuses[] = { ESP_CTL_OK, STATUS_WARN, STATUS_APPROVE, STATUS_BLOCK };

  warn_of_packs ();
  if (self->is_json)
    print_json (self);
  else
    {
      for (guint i = 0; i < self->parts->len; i++)
        print_part (self, self->parts->pdata[i]);
      g_print ("These checks help; they are not legal advice.\n");
    }
  return statuses[esp_check_parts_worst (self->parts)];
}

static gboolean
check_packs (const Options *self, GError **error)
{
  const EspContentRules *rules = esp_rule_packs_refresh ();

  for (guint i = 0; self->packs != NULL && self->packs[i] != NULL; i++)
    if (esp_content_rules_find_pack (rules, self->packs[i]) == NULL)
      {
        g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
                     "There is no rule pack “%s”; “espalierctl rules list” shows them",
                     self->packs[i]);
        return FALSE;
      }
  return TRUE;
}

/* Returns: what is wrong with the options, or NULL */
static const char *
find_mistake (const Options *self)
{
  g_auto (GStrv) days = g_strsplit (self->date != NULL ? self->date : "2026-01-01", "-", -1);
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_parse (&date, self->date != NULL ? self->date : "2026-01-01");
  if (g_strv_length (days) != 3 || strlen (days[0]) != 4 || strlen (days[1]) != 2 ||
      strlen (days[2]) != 2 || !g_date_valid (&date))
    return "Write the day as 2026-01-31";
  for (guint i = 0; self->countries != NULL && self->countries[i] != NULL; i++)
    if (strlen (self->countries[i]) != 2 || !g_ascii_isupper (self->countries[i][0]) ||
        !g_ascii_isupper (self->countries[i][1]))
      return "Write countries as two capitals, such as KR";
    else if (g_str_equal (self->countries[i], "UK") || g_str_equal (self->countries[i], "EL"))
      return "The United Kingdom is GB and Greece is GR (ISO 3166)";
  return NULL;
}

static gboolean
run_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;
  const EspCheckWish wish = { self->date, (const char *const *) self->countries,
                              (const char *const *) self->packs };
  gint64 id = 0;

  if (self->message != NULL)
    {
      if (esp_message_resolve (tx, self->message, &id, error))
        self->parts = esp_check_run_message (tx, id, &wish, error);
    }
  else if (self->campaign != NULL)
    {
      if (esp_campaign_resolve (tx, self->campaign, &id, error))
        self->parts = esp_check_run_campaign (tx, id, &wish, error);
    }
  else if (esp_journey_row_resolve (tx, self->journey, &id, error))
    self->parts = esp_check_run_journey (tx, id, &wish, error);
  return self->parts != NULL;
}

static gboolean
fix_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;

  return run_cb (tx, self, error) &&
         esp_check_parts_fix (tx, self->parts, self->rule, &self->n_fixed, error);
}

static gboolean
list_links_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_free);

  if (!run_cb (tx, self, error))
    return FALSE;
  for (guint i = 0; i < self->parts->len; i++)
    {
      const EspCheckPart *part = self->parts->pdata[i];
      g_auto (GStrv) some =
        part->message_id != 0 ? esp_link_looks_list (tx, part->message_id, NULL) : NULL;

      for (guint j = 0; some != NULL && some[j] != NULL; j++)
        g_ptr_array_add (all, g_strdup (some[j]));
    }
  g_ptr_array_add (all, NULL);
  self->addresses = (char **) g_ptr_array_free (g_steal_pointer (&all), FALSE);
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  return TRUE;
}

static gboolean
save_links_cb (EspTx *tx, gpointer data, GError **error)
{
  return esp_link_looks_save (tx, data, error);
}

/* Opens the links over the network, because somebody asked for it, and keeps what came of it. */
static gboolean
open_links (EspStore *store, Options *self, GError **error)
{
  g_autoptr (GPtrArray) looks = NULL;

  if (!esp_store_read (store, ESP_READ_LONG, list_links_cb, self, NULL, error))
    return FALSE;
  looks = esp_link_look_all ((const char *const *) self->addresses, self->takes_private,
                             g_get_real_time ());
  g_printerr (looks->len == 1 ? "Opened %u link.\n" : "Opened %u links.\n", looks->len);
  return esp_store_write (store, NULL, save_links_cb, looks, NULL, error);
}

/* Mends, as one thing that can be undone, and looks again. */
static gboolean
fix_and_run (EspStore *store, Options *self, GError **error)
{
  const EspOperation operation = { .kind = "message", .summary = "Checks", .actor = "ctl" };

  if (!esp_store_write (store, &operation, fix_cb, self, NULL, error))
    return FALSE;
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  if (!esp_store_read (store, ESP_READ_LONG, run_cb, self, NULL, error))
    return FALSE;
  if (self->n_fixed == 0)
    g_printerr ("There was nothing that the program can mend.\n");
  else
    g_printerr (self->n_fixed == 1 ? "Mended %u thing; “espalierctl undo” takes it back.\n"
                                   : "Mended %u things; “espalierctl undo” takes them back.\n",
                self->n_fixed);
  return TRUE;
}

static int
run (int argc, char **argv)
{
  g_auto (Options) self = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GOptionContext) context =
    g_option_context_new ("– checks a message, a campaign or a journey");
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &self.workspace, "the workspace file", "FILE" },
    { "message", 'm', 0, G_OPTION_ARG_STRING, &self.message, "number or name", "ID" },
    { "campaign", 'c', 0, G_OPTION_ARG_STRING, &self.campaign, "number or name", "ID" },
    { "journey", 'j', 0, G_OPTION_ARG_STRING, &self.journey, "number or name", "ID" },
    { "fix", 0, 0, G_OPTION_ARG_NONE, &self.is_fix, "mend first what the program can mend", NULL },
    { "links", 0, 0, G_OPTION_ARG_NONE, &self.is_links,
      "open the links over the network, and keep for a week what came of it", NULL },
    { "private-links", 0, 0, G_OPTION_ARG_NONE, &self.takes_private,
      "with --links: also those that lead into your own network", NULL },
    { "rule", 0, 0, G_OPTION_ARG_STRING, &self.rule, "with --fix: only what this rule found",
      "ID" },
    { NULL },
  };
  EspStore *store;
  int status;
  gboolean is_done;

  g_option_context_add_main_entries (context, entries, NULL);
  add_common (context, &self);
  if (!esp_ctl_parse (context, &argc, &argv, "review run", &status))
    return status;
  if ((self.message != NULL) + (self.campaign != NULL) + (self.journey != NULL) != 1)
    return esp_ctl_usage ("review run", "Name one of --message, --campaign and --journey");
  if (find_mistake (&self) != NULL)
    return esp_ctl_usage ("review run", find_mistake (&self));
  if (!check_packs (&self, &error))
    return esp_ctl_fail ("review run", error);
  if (self.rule != NULL && !self.is_fix)
    return esp_ctl_usage ("review run", "--rule belongs to --fix");
  store =
    esp_ctl_open_workspace (self.workspace,
                            self.is_fix || self.is_links ? ESP_STORE_OPEN : ESP_STORE_READ_ONLY,
                            &error);
  is_done = store != NULL && (!self.is_links || open_links (store, &self, &error)) &&
            (self.is_fix ? fix_and_run (store, &self, &error)
                         : esp_store_read (store, ESP_READ_LONG, run_cb, &self, NULL, &error));
  g_clear_object (&store);
  return is_done ? finish (&self) : esp_ctl_fail ("review run", error);
}

/* Reads "title=…" pairs. Returns: what is wrong, or NULL */
static const char *
read_texts (const Options *self, GArray *texts)
{
  for (guint i = 0; self->texts != NULL && self->texts[i] != NULL; i++)
    {
      char *value = strchr (self->texts[i], '=');
      EspContentText text;

      if (value == NULL || value == self->texts[i] || !g_utf8_validate (value, -1, NULL))
        return "Write each part as NAME=TEXT, such as title=Hello";
      *value = '\0';
      text = (EspContentText){ self->texts[i], NULL, value + 1 };
      g_array_append_val (texts, text);
    }
  return texts->len == 0 ? "Which text? Give --part NAME=TEXT" : NULL;
}

/* The channels that rules know: what is written otherwise would be fine because nothing looks at it. */
static GPtrArray *
list_channels (const EspContentRules *rules)
{
  static const char *const always[] = { "email", "text", "kakao", "push" };
  GPtrArray *names = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (always); i++)
    g_ptr_array_add (names, (gpointer) always[i]);
  for (guint i = 0; i < esp_content_rules_get_n (rules); i++)
    {
      const EspContentRule *rule = esp_content_rules_get (rules, i);

      for (guint j = 0; rule->channels != NULL && rule->channels[j] != NULL; j++)
        if (!g_ptr_array_find_with_equal_func (names, rule->channels[j], g_str_equal, NULL))
          g_ptr_array_add (names, (gpointer) rule->channels[j]);
    }
  g_ptr_array_add (names, NULL);
  return names;
}

/* Returns: (transfer full) (nullable): which name of the command nothing knows, and what there is */
static char *
find_unknown (const Options *self, const EspContentRules *rules, GArray *texts)
{
  static const char *const parts[] = { "subject", "preheader", "sender", "title",  "body",
                                       "button",  "alt",       "link",   "footer", NULL };
  g_autoptr (GPtrArray) channels = list_channels (rules);
  g_autofree char *names = g_strjoinv (", ", (char **) channels->pdata);

  if (self->channel == NULL)
    return g_strdup_printf ("Of which channel? Give --channel: %s", names);
  if (!g_strv_contains ((const char *const *) channels->pdata, self->channel))
    return g_strdup_printf ("There is no channel “%s”; there are %s", self->channel, names);
  for (guint i = 0; i < texts->len; i++)
    {
      const char *name = g_array_index (texts, EspContentText, i).part;

      if (!g_strv_contains (parts, name) && !g_str_has_prefix (name, "x-"))
        return g_strdup_printf ("There is no part “%s”; there are subject, preheader, sender, "
                                "title, body, button, alt, link and footer, and such of a "
                                "platform with x- before",
                                name);
    }
  return NULL;
}

static int
text (int argc, char **argv)
{
  g_auto (Options) self = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) texts = g_array_new (FALSE, TRUE, sizeof (EspContentText));
  g_autoptr (GOptionContext) context = g_option_context_new (
    "– checks texts of a channel or ad platform, such as google-rsa, without a workspace");
  const GOptionEntry entries[] = {
    { "channel", 0, 0, G_OPTION_ARG_STRING, &self.channel,
      "text, kakao, push, google-rsa, meta-feed, naver-search …", "NAME" },
    { "part", 'p', 0, G_OPTION_ARG_STRING_ARRAY, &self.texts,
      "title=…, body=…, subject=… (more than once)", "NAME=TEXT" },
    { "notice", 0, 0, G_OPTION_ARG_NONE, &self.is_notice, "it is no advertisement", NULL },
    { NULL },
  };
  EspCheckPart *part;
  EspRuleScope scope;
  g_autofree char *unknown = NULL;
  const char *mistake;
  int status;

  g_option_context_add_main_entries (context, entries, NULL);
  add_common (context, &self);
  if (!esp_ctl_parse (context, &argc, &argv, "review text", &status))
    return status;
  mistake = find_mistake (&self);
  if (mistake == NULL)
    mistake = read_texts (&self, texts);
  if (mistake == NULL)
    mistake = unknown = find_unknown (&self, esp_rule_packs_refresh (), texts);
  if (mistake != NULL)
    return esp_ctl_usage ("review text", mistake);
  if (!check_packs (&self, &error))
    return esp_ctl_fail ("review text", error);
  scope = (EspRuleScope){ .countries = (const char *const *) self.countries,
                          .message_class = self.is_notice ? "transactional" : "ad",
                          .channel = self.channel,
                          .day = self.date,
                          .only = (const char *const *) self.packs };
  self.parts = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_check_part_free);
  part = g_new0 (EspCheckPart, 1);
  part->findings =
    esp_content_check_texts (esp_rule_packs_refresh (), &scope,
                             (const EspContentText *) (gpointer) texts->data, texts->len);
  g_ptr_array_add (self.parts, part);
  return finish (&self);
}

/**
 * esp_ctl_review:
 *
 * Returns: the exit status
 */
int
esp_ctl_review (int argc, char **argv)
{
  static const EspCtlCommand actions[] = {
    { "run", "all checks of --message, --campaign or --journey", run },
    { "text", "the rules of words and lengths for --part NAME=TEXT of a --channel", text },
    { "ask", "asks others to look at a send before it leaves", esp_ctl_review_ask },
    { "list", "what waits for a yes", esp_ctl_review_list },
    { "show", "one review with its votes and comments", esp_ctl_review_show },
    { "comment", "a remark on a place of the message", esp_ctl_review_comment },
    { "done", "a --comment has been seen to", esp_ctl_review_done },
    { "approve", "says yes", esp_ctl_review_approve },
    { "changes", "gives it back to be changed", esp_ctl_review_changes },
    { "withdraw", "takes the question back", esp_ctl_review_withdraw },
    { "journey", "ask, approve, changes, withdraw, show JOURNEY: before it is published",
      esp_ctl_review_journey },
    { "evidence", "what was looked at, by whom and when, as a PDF", esp_ctl_review_evidence },
    { NULL },
  };

  return esp_ctl_run_action ("review", actions, argc, argv);
}
