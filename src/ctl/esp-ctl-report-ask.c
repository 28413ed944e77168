/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl report ask|list|leads|metrics: questions of reports, what can be asked, and who is behind a number. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-report-ask.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "ctl/esp-ctl-report-print.h"
#include "engine/insight/esp-insight.h"
#include "engine/insight/esp-metric.h"
#include "store/esp-leads.h"
#include "store/esp-segments.h"
#include "worker/esp-answer-keeper.h"

#include <string.h>

typedef struct
{
  char *workspace;
  gboolean is_json;
  gboolean is_csv;
  const char *const *words; /* what was asked */
  const char *key;
  EspQuestion *question; /* (owned) */
  EspAnswer *answer;     /* (owned) */
  GPtrArray *leads;      /* (owned) of EspLead */
} Options;

static void
options_clear (Options *options)
{
  g_free (options->workspace);
  g_clear_pointer (&options->question, esp_question_unref);
  g_clear_pointer (&options->answer, esp_answer_free);
  g_clear_pointer (&options->leads, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* A segment may be named as people do. */
static char *
find_segment (EspTx *tx, const char *name, GError **error)
{
  g_autoptr (EspSegment) segment = NULL;
  gint64 id;

  if (!esp_segment_resolve (tx, name, &id, error))
    return NULL;
  segment = esp_segment_load (tx, id, error);
  return segment != NULL ? g_strdup (segment->uuid) : NULL;
}

/* A lead is told by its address, or as #12. */
static EspQuestion *
choose_lead (EspTx *tx, const EspQuestion *question, const char *name, GError **error)
{
  g_autofree char *number = NULL;
  gint64 id = 0;

  if (!g_str_equal (name, "0") && !esp_lead_resolve (tx, name, &id, error))
    return NULL;
  number = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  return esp_question_with (question, "lead", number, error);
}

/* One "name=value" of the command line. */
static EspQuestion *
choose (EspTx *tx, const EspQuestion *question, const char *word, GError **error)
{
  const char *equals = strchr (word, '=');
  g_autofree char *name = NULL;
  g_autofree char *uuid = NULL;

  if (equals == NULL)
    {
      g_set_error (error, ESP_QUESTION_ERROR, ESP_QUESTION_ERROR_INVALID,
                   "“%s” is no option; write NAME=VALUE", word);
      return NULL;
    }
  name = g_strndup (word, (gsize) (equals - word));
  if (g_str_equal (name, "lead") && equals[1] != '\0')
    return choose_lead (tx, question, equals + 1, error);
  if (!g_str_equal (name, "segment") || equals[1] == '\0')
    return esp_question_with (question, name, equals + 1, error);
  uuid = find_segment (tx, equals + 1, error);
  return uuid != NULL ? esp_question_with (question, name, uuid, error) : NULL;
}

static EspQuestion *
read_question (EspTx *tx, const char *const *words, GError **error)
{
  g_autoptr (EspQuestion) question = NULL;

  if (words[0][0] == '{')
    question = esp_question_parse (words[0], -1, error);
  else if (esp_question_kind_find (words[0]) != NULL)
    question = esp_question_new (words[0]);
  else
    g_set_error (error, ESP_QUESTION_ERROR, ESP_QUESTION_ERROR_INVALID,
                 "There is no question “%s”; “report list” tells which there are", words[0]);
  for (guint i = 1; question != NULL && words[i] != NULL; i++)
    {
      EspQuestion *next = choose (tx, question, words[i], error);

      esp_question_unref (question);
      question = next;
    }
  return g_steal_pointer (&question);
}

static gboolean
read_words (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  options->question = read_question (tx, options->words, error);
  return options->question != NULL;
}

/* A file that can be written keeps answers that took long. */
static int
run_ask (Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = esp_ctl_open_workspace (options->workspace, ESP_STORE_OPEN, &error);

  if (store == NULL)
    return esp_ctl_fail ("report ask", error);
  if (esp_store_read (store, ESP_READ_PAGE, read_words, options, NULL, &error))
    options->answer = esp_answer_ask (store, options->question, NULL, &error);
  esp_store_close (store);
  return options->answer != NULL ? ESP_CTL_OK : esp_ctl_fail ("report ask", error);
}

static int
run (Options *options, const char *subject, EspStoreFunc func)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store =
    esp_ctl_open_workspace (options->workspace, ESP_STORE_READ_ONLY, &error);
  gboolean is_ok;

  if (store == NULL)
    return esp_ctl_fail (subject, error);
  is_ok = esp_store_read (store, ESP_READ_LONG, func, options, NULL, &error);
  esp_store_close (store);
  return is_ok ? ESP_CTL_OK : esp_ctl_fail (subject, error);
}

static void
print_answer (const Options *options)
{
  g_autofree char *text = NULL;

  if (options->is_csv)
    {
      text = esp_answer_to_csv (options->answer);
      g_print ("%s", text);
    }
  else if (options->is_json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      esp_answer_write_json (options->answer, builder);
      esp_ctl_print_json (builder);
    }
  else
    esp_ctl_print_answer (options->answer);
}

/**
 * esp_ctl_report_ask:
 *
 * Answers a question that is written as JSON, or as its kind and options.
 *
 * Returns: the exit status
 */
int
esp_ctl_report_ask (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &options.workspace, "the workspace file",
      "FILE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.is_json, "answer in JSON", NULL },
    { "csv", 0, 0, G_OPTION_ARG_NONE, &options.is_csv, "answer in CSV", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context =
    g_option_context_new ("QUESTION [NAME=VALUE…] — answer a question of a report");
  int status = ESP_CTL_OK;

  g_option_context_set_description (
    context, "The question is JSON, such as {\"ask\":\"funnel\",\"steps\":[\"event:visit\","
             "\"event:order\"]},\nor its kind with options: funnel steps=event:visit,event:order "
             "window=7 from=-28d. “report list” tells all of them.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, &argc, &argv, "report ask", &status))
    return status;
  if (argc < 2)
    return esp_ctl_usage ("report ask", "Which question? Give JSON, or its kind and options");
  options.words = (const char *const *) argv + 1;
  status = run_ask (&options);
  if (status == ESP_CTL_OK)
    print_answer (&options);
  return status;
}

static const char *
name_type (EspOptionType type)
{
  static const char *const names[] = {
    [ESP_OPTION_WORD] = "word",         [ESP_OPTION_WORDS] = "words",
    [ESP_OPTION_NUMBER] = "number",     [ESP_OPTION_FLAG] = "flag",
    [ESP_OPTION_TEXT] = "text",         [ESP_OPTION_STEPS] = "steps",
    [ESP_OPTION_KINDS] = "kinds",       [ESP_OPTION_FIELD] = "field",
    [ESP_OPTION_CAMPAIGN] = "campaign", [ESP_OPTION_JOURNEY] = "journey",
    [ESP_OPTION_SEGMENTS] = "segments",
  };

  return names[type];
}

static void
add_option (JsonBuilder *builder, const EspQuestionOption *option)
{
  json_builder_begin_object (builder);
  esp_ctl_add_text (builder, "name", option->name);
  esp_ctl_add_text (builder, "title", option->title);
  esp_ctl_add_text (builder, "type", name_type (option->type));
  esp_ctl_add_text (builder, "fallback", option->fallback);
  if (option->choices != NULL)
    {
      json_builder_set_member_name (builder, "choices");
      json_builder_begin_array (builder);
      for (guint i = 0; option->choices[i] != NULL; i++)
        json_builder_add_string_value (builder, option->choices[i]);
      json_builder_end_array (builder);
    }
  json_builder_end_object (builder);
}

static void
print_kind (JsonBuilder *builder, const EspQuestionKind *kind, gboolean is_json)
{
  if (!is_json)
    g_print ("%-12s %s\n", kind->name, kind->title);
  json_builder_begin_object (builder);
  esp_ctl_add_text (builder, "ask", kind->name);
  esp_ctl_add_text (builder, "title", kind->title);
  json_builder_set_member_name (builder, "options");
  json_builder_begin_array (builder);
  for (guint i = 0; i < kind->n_options; i++)
    {
      const EspQuestionOption *option = &kind->options[i];
      g_autofree char *choices =
        option->choices != NULL ? g_strjoinv ("|", (GStrv) option->choices) : NULL;

      add_option (builder, option);
      if (!is_json)
        g_print ("  %s=%s  %s%s%s%s\n", option->name, option->fallback, option->title,
                 choices != NULL ? " (" : "", choices != NULL ? choices : "",
                 choices != NULL ? ")" : "");
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

/**
 * esp_ctl_report_list:
 *
 * Tells what can be asked.
 *
 * Returns: the exit status
 */
int
esp_ctl_report_list (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("— questions and their options");
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  int status = ESP_CTL_OK;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, &argc, &argv, "report list", &status))
    return status;
  json_builder_begin_array (builder);
  for (guint i = 0; i < esp_question_n_kinds (); i++)
    print_kind (builder, esp_question_kind_get (i), options.is_json);
  json_builder_end_array (builder);
  if (options.is_json)
    esp_ctl_print_json (builder);
  return ESP_CTL_OK;
}

static gboolean
load_leads (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspBitmap) leads =
    fields != NULL ? esp_insight_load_key (tx, options->key, error) : NULL;
  g_autofree guint32 *ids = NULL;
  gsize n_ids = 0;

  if (leads == NULL)
    return FALSE;
  ids = esp_bitmap_to_array (leads, &n_ids);
  options->leads = esp_lead_load_many (tx, fields, ids, n_ids, error);
  return options->leads != NULL;
}

static void
print_leads (const Options *options)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < options->leads->len; i++)
    {
      const EspLead *lead = g_ptr_array_index (options->leads, i);
      const char *email = esp_lead_get_text (lead, "email");

      if (!options->is_json)
        g_print ("#%" G_GINT64_FORMAT "\t%s\n", lead->id, email != NULL ? email : "");
      json_builder_begin_object (builder);
      esp_ctl_add_int (builder, "id", lead->id);
      esp_ctl_add_text (builder, "email", email);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  if (options->is_json)
    esp_ctl_print_json (builder);
}

/**
 * esp_ctl_report_leads:
 *
 * Lists the leads behind a number: those of the key that stands beside it as "drill".
 *
 * Returns: the exit status
 */
int
esp_ctl_report_leads (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &options.workspace, "the workspace file",
      "FILE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context =
    g_option_context_new ("KEY — the leads behind a number: its “drill”");
  int status = ESP_CTL_OK;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, &argc, &argv, "report leads", &status))
    return status;
  if (argc != 2)
    return esp_ctl_usage ("report leads", "Give one key, as it stands beside the number");
  options.key = argv[1];
  status = run (&options, "report leads", load_leads);
  if (status == ESP_CTL_OK)
    print_leads (&options);
  return status;
}

/**
 * esp_ctl_report_metrics:
 *
 * Tells the catalogue of figures: what each means, how it is computed, where it comes from.
 *
 * Returns: the exit status
 */
int
esp_ctl_report_metrics (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("— every figure and its definition");
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  int status = ESP_CTL_OK;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, &argc, &argv, "report metrics", &status))
    return status;
  json_builder_begin_array (builder);
  for (guint i = 0; i < ESP_N_METRICS; i++)
    {
      const EspMetric *metric = esp_metric_get ((EspMetricId) i);
      g_autofree char *formula = esp_metric_dup_formula ((EspMetricId) i);

      json_builder_begin_object (builder);
      esp_ctl_add_text (builder, "key", metric->key);
      esp_ctl_add_text (builder, "name", metric->name);
      esp_ctl_add_text (builder, "definition", metric->definition);
      esp_ctl_add_text (builder, "formula", formula);
      esp_ctl_add_text (builder, "source", esp_metric_get_source ((EspMetricId) i));
      json_builder_end_object (builder);
      if (!options.is_json)
        g_print ("%s — %s\n  %s\n  = %s\n  %s\n", metric->key, metric->name, metric->definition,
                 formula, esp_metric_get_source ((EspMetricId) i));
    }
  json_builder_end_array (builder);
  if (options.is_json)
    esp_ctl_print_json (builder);
  return ESP_CTL_OK;
}
