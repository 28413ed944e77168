/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl message new and count: short messages without a file, and what they measure and cost. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "ctl/esp-ctl-message.h"
#include "store/esp-lead-query.h"
#include "store/esp-messages.h"
#include "worker/esp-segment-source.h"
#include "worker/esp-send-message.h"
#include "worker/esp-text-cost.h"

#include <string.h>

typedef struct
{
  char *workspace;
  char *channel;
  char *name;
  char *title;
  char *body;
  char *kind;
  char *message_class;
  char *message;
  char *segment;
  char *via;
  gboolean is_world;
  gboolean is_json;
  char *document; /* (owned) */
  gint64 id;
  EspTextCost *cost;
  EspTextComposer *composer;
  EspText sample;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->workspace);
  g_free (options->channel);
  g_free (options->name);
  g_free (options->title);
  g_free (options->body);
  g_free (options->kind);
  g_free (options->message_class);
  g_free (options->message);
  g_free (options->segment);
  g_free (options->via);
  g_free (options->document);
  esp_text_clear (&options->sample);
  esp_text_cost_free (options->cost);
  esp_text_composer_free (options->composer);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
read_wish (const char *text, EspTextWish *out_wish)
{
  static const char *const words[] = { "auto", "sms", "lms", "mms" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (text == NULL || g_str_equal (text, words[i]))
      {
        *out_wish = (EspTextWish) i;
        return TRUE;
      }
  return FALSE;
}

static EspTextDoc *
make_doc (const Options *options, EspTextMedium medium, const char **out_problem)
{
  g_autoptr (EspTextDoc) doc = esp_text_doc_new (medium);
  const char *message_class = options->message_class;

  if (!read_wish (options->kind, &doc->text.wish))
    *out_problem = "--kind is auto, sms, lms or mms";
  else if (message_class != NULL && !g_str_equal (message_class, "ad") &&
           !g_str_equal (message_class, "transactional"))
    *out_problem = "--class is ad or transactional";
  if (*out_problem != NULL)
    return NULL;
  if (message_class != NULL)
    doc->message_class =
      g_str_equal (message_class, "ad") ? ESP_MESSAGE_CLASS_AD : ESP_MESSAGE_CLASS_TRANSACTIONAL;
  if (options->title != NULL)
    esp_message_doc_set (&doc->text.title, options->title);
  if (options->body != NULL)
    esp_message_doc_set (&doc->text.body, options->body);
  return g_steal_pointer (&doc);
}

static gboolean
insert_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  return esp_message_insert (tx, options->name, options->channel, options->document, &options->id,
                             error);
}

static int
store_new (Options *options)
{
  const EspOperation operation = { .kind = "message", .summary = options->name, .actor = "ctl" };
  g_autoptr (GError) error = NULL;
  EspStore *store = esp_ctl_open_workspace (options->workspace, ESP_STORE_OPEN, &error);
  gboolean is_written =
    store != NULL && esp_store_write (store, &operation, insert_cb, options, NULL, &error);
  g_autoptr (JsonBuilder) builder = NULL;

  g_clear_object (&store);
  if (!is_written)
    return esp_ctl_fail ("message new", error);
  if (!options->is_json)
    {
      g_print ("Message %" G_GINT64_FORMAT "\n", options->id);
      return ESP_CTL_OK;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  esp_ctl_add_int (builder, "id", options->id);
  json_builder_end_object (builder);
  esp_ctl_print_json (builder);
  return ESP_CTL_OK;
}

/**
 * esp_ctl_message_new:
 *
 * Returns: the exit status
 */
int
esp_ctl_message_new (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &options.workspace, "the workspace file",
      "FILE" },
    { "channel", 'c', 0, G_OPTION_ARG_STRING, &options.channel, "text, kakao, chat or push",
      "KIND" },
    { "name", 'n', 0, G_OPTION_ARG_STRING, &options.name, "name of the message", "NAME" },
    { "title", 't', 0, G_OPTION_ARG_STRING, &options.title, "heads an LMS, a post or a push",
      "TEXT" },
    { "body", 'b', 0, G_OPTION_ARG_STRING, &options.body, "the text, with tags", "TEXT" },
    { "kind", 'k', 0, G_OPTION_ARG_STRING, &options.kind, "auto, sms, lms or mms", "KIND" },
    { "class", 0, 0, G_OPTION_ARG_STRING, &options.message_class, "ad or transactional", "CLASS" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("– stores a short message");
  g_autoptr (EspTextDoc) doc = NULL;
  const char *problem = NULL;
  EspTextMedium medium;
  int status;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, &argc, &argv, "message new", &status))
    return status;
  if (options.channel == NULL || !esp_text_medium_from_name (options.channel, &medium))
    return esp_ctl_usage ("message new", "Which kind? --channel text, kakao, chat or push; an "
                                         "email is stored by “message import”");
  doc = make_doc (&options, medium, &problem);
  if (doc == NULL)
    return esp_ctl_usage ("message new", problem);
  if (options.name == NULL)
    options.name = g_strdup (options.title != NULL ? options.title : options.channel);
  options.document = esp_text_doc_to_json (doc);
  return store_new (&options);
}

static gboolean
find_people (Options *options, EspTx *tx, EspBitmap **out_people, GError **error)
{
  const EspLeadQuery query = { NULL };
  g_autoptr (EspFields) fields = NULL;

  if (options->segment != NULL)
    {
      *out_people = esp_segment_source_members (tx, options->segment, error);
      return *out_people != NULL;
    }
  fields = esp_fields_load (tx, error);
  *out_people = esp_bitmap_new ();
  return fields != NULL && esp_lead_query_bitmap (tx, fields, &query, *out_people, error);
}

static gboolean
count_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autoptr (EspChannelRecord) channel =
    options->via != NULL ? esp_channel_load_named (tx, options->via, error) : NULL;
  EspTextSource source = { .channel = channel };
  EspTextRequest request = { .now_us = esp_tx_get_now_us (tx) };
  EspBitmap *people = NULL;
  gboolean is_counted;

  if ((options->via != NULL && channel == NULL) ||
      !esp_message_resolve (tx, options->message, &source.message_id, error))
    return FALSE;
  options->composer = esp_text_composer_load (tx, &source, error);
  if (options->composer == NULL || !find_people (options, tx, &people, error))
    {
      esp_bitmap_free (people);
      return FALSE;
    }
  options->cost = esp_text_cost_new (tx, options->composer, people, error);
  is_counted = options->cost != NULL;
  esp_bitmap_free (people);
  request.sample =
    esp_message_sample_find_for ("usual", esp_text_composer_get_doc (options->composer)->language);
  /* A text that is too long is still measured. */
  (void) esp_text_composer_compose (options->composer, &request, &options->sample, NULL);
  return is_counted;
}

static void
add_count (JsonBuilder *builder, const EspTextCount *count)
{
  if (count->counting == ESP_COUNTING_WORLD)
    {
      esp_ctl_add_text (builder, "encoding", count->is_unicode ? "UCS-2" : "GSM-7");
      esp_ctl_add_int (builder, "units", count->bytes);
      esp_ctl_add_int (builder, "segments", count->segments);
      return;
    }
  esp_ctl_add_text (builder, "kind", esp_text_kind_name (count->kind));
  esp_ctl_add_int (builder, "bytes", count->bytes);
  esp_ctl_add_int (builder, "limit", count->limit);
  esp_ctl_add_int (builder, "title_bytes", count->subject_bytes);
  esp_ctl_add_boolean (builder, "too_long", count->is_too_long);
}

static void
add_strangers (JsonBuilder *builder, const char *text, EspTextCharset charset)
{
  g_autoptr (GArray) found = esp_text_find_strangers (text, charset);

  json_builder_set_member_name (builder, "unsupported");
  json_builder_begin_array (builder);
  for (guint i = 0; i < found->len; i++)
    {
      const EspTextStranger *stranger = &g_array_index (found, EspTextStranger, i);
      char character[8] = "";

      if (stranger->is_extension)
        continue;
      (void) g_unichar_to_utf8 (stranger->character, character);
      json_builder_begin_object (builder);
      esp_ctl_add_text (builder, "character", character);
      esp_ctl_add_int (builder, "offset", (gint64) stranger->offset);
      if (stranger->is_replaceable)
        {
          json_builder_set_member_name (builder, "replacement");
          json_builder_add_string_value (builder, stranger->replacement);
        }
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
print_count (const EspTextCount *count)
{
  if (count->counting == ESP_COUNTING_WORLD)
    g_print ("%s, %u units, %u segments\n", count->is_unicode ? "UCS-2" : "GSM-7", count->bytes,
             count->segments);
  else
    g_print ("%s, %u of %u bytes%s\n", esp_text_kind_name (count->kind), count->bytes, count->limit,
             count->is_too_long ? ", too long" : "");
}

/* With @only_if_all nothing is said when some of them cannot be written in another way. */
static void
print_strangers (const char *text, EspTextCharset charset, gboolean only_if_all)
{
  g_autoptr (GArray) found = esp_text_find_strangers (text, charset);

  for (guint i = 0; only_if_all && i < found->len; i++)
    if (!g_array_index (found, EspTextStranger, i).is_replaceable)
      return;
  if (only_if_all && found->len > 0)
    g_print ("These make it UCS-2, which costs more:\n");
  for (guint i = 0; i < found->len; i++)
    {
      const EspTextStranger *stranger = &g_array_index (found, EspTextStranger, i);
      char character[8] = "";

      if (stranger->is_extension)
        continue;
      (void) g_unichar_to_utf8 (stranger->character, character);
      g_print (stranger->is_replaceable
                 ? "phones may not show “%s” at byte %" G_GSIZE_FORMAT "; write “%s”\n"
                 : "phones may not show “%s” at byte %" G_GSIZE_FORMAT "; leave it out%s\n",
               character, stranger->offset, stranger->is_replaceable ? stranger->replacement : "");
    }
}

static int
count_plain (const Options *options)
{
  EspTextCharset charset = options->is_world ? ESP_TEXT_GSM7 : ESP_TEXT_CP949;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  EspTextWish wish;
  EspTextCount count;

  if (!g_utf8_validate (options->body, -1, NULL))
    return esp_ctl_usage ("message count", "The text is not UTF-8");
  if (!read_wish (options->kind, &wish))
    return esp_ctl_usage ("message count", "--kind is auto, sms, lms or mms");
  if (options->is_world)
    esp_text_count_world (options->body, &count);
  else
    esp_text_count_korean (options->title, options->body, 0, wish, &count);
  if (!options->is_json)
    {
      print_count (&count);
      print_strangers (options->body, charset, count.is_unicode);
      return ESP_CTL_OK;
    }
  json_builder_begin_object (builder);
  add_count (builder, &count);
  add_strangers (builder, options->body, charset);
  json_builder_end_object (builder);
  esp_ctl_print_json (builder);
  return ESP_CTL_OK;
}

static void
print_cost_json (const Options *options)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const EspTextCost *cost = options->cost;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "people");
  json_builder_begin_object (builder);
  for (guint i = 0; i < ESP_N_PRICES; i++)
    if (esp_text_cost_count (cost, (EspPriceClass) i) > 0)
      esp_ctl_add_int (builder, esp_price_class_name ((EspPriceClass) i),
                       (gint64) esp_text_cost_count (cost, (EspPriceClass) i));
  json_builder_end_object (builder);
  esp_ctl_add_int (builder, "segments", (gint64) cost->n_segments);
  esp_ctl_add_int (builder, "failing", (gint64) esp_bitmap_count (cost->failing));
  if (cost->why != NULL)
    esp_ctl_add_text (builder, "why", cost->why);
  esp_ctl_add_double (builder, "cost", cost->cost);
  esp_ctl_add_double (builder, "cost_with_substitutes", cost->most);
  esp_ctl_add_int (builder, "longest_lead", cost->longest_lead);
  json_builder_set_member_name (builder, "longest");
  json_builder_begin_object (builder);
  add_count (builder, &cost->longest);
  json_builder_end_object (builder);
  if (options->sample.doc != NULL)
    add_strangers (builder, options->sample.doc->text.body,
                   esp_text_composer_get_counting (options->composer) == ESP_COUNTING_WORLD
                     ? ESP_TEXT_GSM7
                     : ESP_TEXT_CP949);
  json_builder_end_object (builder);
  esp_ctl_print_json (builder);
}

/* A channel without prices tells no cost: nought would read as free. */
static void
print_money (const EspTextCost *cost)
{
  guint64 n_paid = 0;

  for (guint i = 0; i < ESP_N_PRICES; i++)
    if (i != ESP_PRICE_FREE)
      n_paid += esp_text_cost_count (cost, (EspPriceClass) i);
  if (n_paid > 0 && cost->most <= 0)
    g_print ("Cost unknown: the channel has no prices\n");
  else if (cost->most > cost->cost)
    g_print ("Cost %.2f; %.2f if every Kakao message were replaced\n", cost->cost, cost->most);
  else
    g_print ("Cost %.2f\n", cost->cost);
}

static int
print_cost (const Options *options)
{
  const EspTextCost *cost = options->cost;

  if (options->is_json)
    {
      print_cost_json (options);
      return ESP_CTL_OK;
    }
  for (guint i = 0; i < ESP_N_PRICES; i++)
    {
      guint64 n = esp_text_cost_count (cost, (EspPriceClass) i);

      if (n > 0)
        g_print ("%8" G_GUINT64_FORMAT "  %s\n", n, esp_price_class_name ((EspPriceClass) i));
    }
  g_print ("%8" G_GUINT64_FORMAT "  cannot be made%s%s\n", esp_bitmap_count (cost->failing),
           cost->why != NULL ? ": " : "", cost->why != NULL ? cost->why : "");
  print_money (cost);
  if (cost->longest.limit == 0) /* no text message: KakaoTalk alone, a post or a push */
    return ESP_CTL_OK;
  g_print ("Longest (lead %" G_GINT64_FORMAT "): ", cost->longest_lead);
  print_count (&cost->longest);
  return ESP_CTL_OK;
}

/**
 * esp_ctl_message_count:
 *
 * Returns: the exit status
 */
int
esp_ctl_message_count (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &options.workspace, "the workspace file",
      "FILE" },
    { "message", 'm', 0, G_OPTION_ARG_STRING, &options.message, "number or name", "ID" },
    { "segment", 's', 0, G_OPTION_ARG_STRING, &options.segment, "of these; else of all leads",
      "ID" },
    { "via", 0, 0, G_OPTION_ARG_STRING, &options.via, "the channel whose prices count", "NAME" },
    { "body", 'b', 0, G_OPTION_ARG_STRING, &options.body, "or this text as it is", "TEXT" },
    { "title", 't', 0, G_OPTION_ARG_STRING, &options.title, "and this title", "TEXT" },
    { "kind", 'k', 0, G_OPTION_ARG_STRING, &options.kind, "auto, sms, lms or mms", "KIND" },
    { "world", 0, 0, G_OPTION_ARG_NONE, &options.is_world, "in segments, not in Korean bytes",
      NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("– measures a text");
  g_autoptr (GError) error = NULL;
  EspStore *store;
  gboolean is_done;
  int status;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, &argc, &argv, "message count", &status))
    return status;
  if ((options.body == NULL) == (options.message == NULL))
    return esp_ctl_usage ("message count", "Count what? Use either --message ID or --body TEXT");
  if (options.body != NULL)
    return count_plain (&options);
  store = esp_ctl_open_workspace (options.workspace, ESP_STORE_READ_ONLY, &error);
  is_done =
    store != NULL && esp_store_read (store, ESP_READ_LONG, count_cb, &options, NULL, &error);
  g_clear_object (&store);
  return is_done ? print_cost (&options) : esp_ctl_fail ("message count", error);
}
