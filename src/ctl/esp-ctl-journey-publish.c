/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl journey: what differs between versions, publishing, rolling back, the list of versions. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-journey.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "engine/journey/esp-journey-json.h"
#include "store/esp-journey-moves.h"
#include "worker/esp-journey-moves.h"

#include <string.h>

#define SUBJECT "journey"

typedef struct
{
  EspCtlJourney *options;
  EspPublishOrder order;
  GHashTable *choices;  /* (owned) */
  GArray *infos;        /* (owned) (nullable) */
  EspJourneyDiff *diff; /* (owned) (nullable) */
  guint version;
  gboolean more;
} Call;

static void
call_clear (Call *self)
{
  g_clear_pointer (&self->choices, g_hash_table_unref);
  g_clear_pointer (&self->infos, g_array_unref);
  esp_journey_diff_free (self->diff);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Call, call_clear)

static gboolean
read_choices (Call *self, GError **error)
{
  self->choices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (char **word = self->options->choose; word != NULL && *word != NULL; word++)
    {
      const char *sign = strrchr (*word, '=');
      EspCrossingChoice choice;

      if (sign == NULL || !esp_crossing_choice_from_name (sign + 1, &choice))
        {
          g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                       "“%s” is no choice: say STEP=keep, new, continue, exit or finish", *word);
          return FALSE;
        }
      g_hash_table_insert (self->choices, g_strndup (*word, (gsize) (sign - *word)),
                           GUINT_TO_POINTER (choice));
    }
  return TRUE;
}

static gboolean
preview_cb (EspTx *tx, gpointer data, GError **error)
{
  Call *self = data;
  EspCtlJourney *options = self->options;

  if (!esp_ctl_journey_find (tx, options, error))
    return FALSE;
  self->order.id = options->row->id;
  options->preview = esp_journey_publish_preview (tx, options->engine, &self->order, error);
  return options->preview != NULL;
}

static gboolean
publish_cb (EspTx *tx, gpointer data, GError **error)
{
  Call *self = data;
  EspCtlJourney *options = self->options;

  if (!esp_ctl_journey_find (tx, options, error))
    return FALSE;
  self->order.id = options->row->id;
  return esp_journey_publish (tx, options->engine, &self->order, &options->preview, error) &&
         esp_ctl_journey_find (tx, options, error);
}

static gboolean
move_cb (EspTx *tx, gpointer data, GError **error)
{
  Call *self = data;
  EspJourneyAsks *asks = esp_journey_asks_new (self->options->engine);
  gboolean is_ok = esp_journey_moves_batch (tx, self->options->engine, asks, self->options->row->id,
                                            &self->more, error);

  esp_journey_asks_free (asks);
  return is_ok;
}

static void
print_people (const EspPublishPeople *people, gboolean is_json, JsonBuilder *out)
{
  json_builder_begin_object (out);
  esp_ctl_add_text (out, "step", people->step);
  esp_ctl_add_int (out, "version", people->version);
  esp_ctl_add_text (out, "question",
                    people->question == ESP_QUESTION_REMOVED ? "removed" : "changed");
  esp_ctl_add_text (out, "choice", esp_crossing_choice_name (people->choice));
  esp_ctl_add_text (out, "next", people->target);
  esp_ctl_add_int (out, "people", people->n);
  json_builder_end_object (out);
  if (!is_json)
    g_print ("%8" G_GINT64_FORMAT " at %s “%s” (version %u, %s): %s%s%s\n", people->n,
             esp_step_kind_name (people->kind),
             people->title != NULL ? people->title : people->step, people->version,
             people->question == ESP_QUESTION_REMOVED ? "removed" : "changed",
             esp_crossing_choice_name (people->choice),
             people->question == ESP_QUESTION_REMOVED ? ", next " : "",
             people->question != ESP_QUESTION_REMOVED ? ""
             : people->target != NULL                 ? people->target
                                                      : "nothing");
}

static void
print_messages (const EspPublishPreview *preview, gboolean is_json, JsonBuilder *out)
{
  json_builder_set_member_name (out, "messages");
  json_builder_begin_array (out);
  for (guint i = 0; i < preview->messages->len; i++)
    {
      const EspPublishMessage *message = &g_array_index (preview->messages, EspPublishMessage, i);

      json_builder_begin_object (out);
      esp_ctl_add_text (out, "step", message->step);
      esp_ctl_add_text (out, "message", message->message);
      esp_ctl_add_int (out, "from", message->from);
      esp_ctl_add_int (out, "to", message->to);
      esp_ctl_add_int (out, "prepared", message->n_prepared);
      json_builder_end_object (out);
      if (!is_json)
        g_print ("~ message “%s” of %s: version %" G_GINT64_FORMAT " -> %" G_GINT64_FORMAT
                 "; %" G_GINT64_FORMAT " prepared go as prepared\n",
                 message->message, message->step, message->from, message->to, message->n_prepared);
    }
  json_builder_end_array (out);
}

static void
add_differences (const EspJourneyDiff *diff, JsonBuilder *out)
{
  json_builder_set_member_name (out, "differences");
  json_builder_begin_array (out);
  for (guint i = 0; diff != NULL && i < diff->differences->len; i++)
    {
      const EspDifference *difference = &g_array_index (diff->differences, EspDifference, i);
      g_autofree char *text = esp_difference_dup_text (difference, diff);

      json_builder_begin_object (out);
      esp_ctl_add_text (out, "kind", esp_difference_kind_name (difference->kind));
      esp_ctl_add_text (out, "place", esp_difference_place_name (difference->place));
      esp_ctl_add_text (out, "id", difference->id);
      if (difference->branch != NULL)
        esp_ctl_add_text (out, "branch", difference->branch);
      if (difference->after != NULL)
        esp_ctl_add_text (out, "after", difference->after);
      json_builder_set_member_name (out, "members");
      json_builder_begin_array (out);
      for (guint j = 0; difference->members != NULL && j < difference->members->len; j++)
        json_builder_add_string_value (out,
                                       g_array_index (difference->members, EspDifferentMember, j)
                                         .name);
      json_builder_end_array (out);
      esp_ctl_add_text (out, "text", text);
      json_builder_end_object (out);
    }
  json_builder_end_array (out);
}

static void
print_preview (const EspCtlJourney *self, gboolean is_done)
{
  const EspPublishPreview *preview = self->preview;
  g_autoptr (JsonBuilder) out = json_builder_new ();
  g_autofree char *text =
    preview->diff != NULL ? esp_journey_diff_to_text (preview->diff) : g_strdup ("");

  json_builder_begin_object (out);
  esp_ctl_add_int (out, "id", preview->row->id);
  esp_ctl_add_text (out, "state", self->row->state);
  esp_ctl_add_int (out, "version", is_done ? preview->to : preview->from);
  esp_ctl_add_int (out, "from", preview->from);
  esp_ctl_add_int (out, "to", preview->to);
  json_builder_set_member_name (out, "published");
  json_builder_add_boolean_value (out, is_done);
  esp_ctl_add_int (out, "inside", preview->n_inside);
  esp_ctl_add_int (out, "unaffected", preview->n_inside - preview->n_asked);
  add_differences (preview->diff, out);
  if (!self->is_json)
    g_print ("%s", text);
  print_messages (preview, self->is_json, out);
  json_builder_set_member_name (out, "people");
  json_builder_begin_array (out);
  for (guint i = 0; i < preview->people->len; i++)
    print_people (&g_array_index (preview->people, EspPublishPeople, i), self->is_json, out);
  json_builder_end_array (out);
  json_builder_end_object (out);
  if (self->is_json)
    {
      esp_ctl_print_json (out);
      return;
    }
  if (preview->from > 0)
    g_print ("Not affected: %" G_GINT64_FORMAT " inside.\n", preview->n_inside - preview->n_asked);
  for (guint i = 0; !is_done && i < preview->problems->len; i++)
    {
      const EspJourneyProblem *problem = &g_array_index (preview->problems, EspJourneyProblem, i);
      g_autofree char *sentence = esp_journey_problem_dup_sentence (problem);

      if (esp_journey_problem_get_severity (problem) == ESP_PROBLEM_ERROR)
        g_print ("Keeps it from being published: %s\n", sentence);
    }
}

/**
 * esp_ctl_journey_publish:
 */
int
esp_ctl_journey_publish (EspCtlJourney *self, EspStore *store, GError **error)
{
  g_auto (Call) call = { .options = self, .more = TRUE };

  if (self->version < 0 || !read_choices (&call, error))
    return *error != NULL ? esp_ctl_fail (SUBJECT, *error)
                          : esp_ctl_usage (SUBJECT, "A version is a number from 1");
  call.order = (EspPublishOrder){ .source = (guint) self->version,
                                  .choices = call.choices,
                                  .name = self->name,
                                  .accepts_warnings = self->accepts_warnings };
  if (self->is_dry)
    {
      if (!esp_store_read (store, ESP_READ_LONG, preview_cb, &call, NULL, error))
        return esp_ctl_fail (SUBJECT, *error);
      print_preview (self, FALSE);
      return esp_journey_problems_first_error (self->preview->problems) == NULL ? ESP_CTL_OK
                                                                                : ESP_CTL_FAILED;
    }
  if (!esp_store_write (store, NULL, publish_cb, &call, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  /* What does not fit into one transaction goes batch by batch. */
  while (call.more)
    if (!esp_store_write (store, NULL, move_cb, &call, NULL, error))
      return esp_ctl_fail (SUBJECT, *error);
  print_preview (self, TRUE);
  return self->is_json ? ESP_CTL_OK : esp_ctl_journey_print_state (self);
}

static gboolean
versions_cb (EspTx *tx, gpointer data, GError **error)
{
  Call *self = data;

  if (!esp_ctl_journey_find (tx, self->options, error))
    return FALSE;
  self->infos = esp_journey_version_infos (tx, self->options->row->id, error);
  return self->infos != NULL;
}

/**
 * esp_ctl_journey_versions:
 */
int
esp_ctl_journey_versions (EspCtlJourney *self, EspStore *store, GError **error)
{
  g_auto (Call) call = { .options = self };
  g_autoptr (JsonBuilder) out = json_builder_new ();

  if (!esp_store_read (store, ESP_READ_PAGE, versions_cb, &call, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  json_builder_begin_array (out);
  for (guint i = 0; i < call.infos->len; i++)
    {
      const EspJourneyVersionInfo *info = &g_array_index (call.infos, EspJourneyVersionInfo, i);
      g_autoptr (GDateTime) at =
        g_date_time_new_from_unix_utc (info->created_at_us / G_USEC_PER_SEC);
      g_autofree char *time = g_date_time_format (at, "%Y-%m-%dT%H:%M:%SZ");
      gboolean is_current = info->version == self->row->version;

      json_builder_begin_object (out);
      esp_ctl_add_int (out, "version", info->version);
      esp_ctl_add_text (out, "name", info->name);
      esp_ctl_add_text (out, "at", time);
      esp_ctl_add_text (out, "by", info->created_by);
      json_builder_set_member_name (out, "current");
      json_builder_add_boolean_value (out, is_current);
      json_builder_end_object (out);
      if (!self->is_json)
        g_print ("%3u  %s  %-12s %s%s\n", info->version, time,
                 info->created_by != NULL ? info->created_by : "",
                 info->name != NULL ? info->name : "", is_current ? " (current)" : "");
    }
  json_builder_end_array (out);
  if (self->is_json)
    esp_ctl_print_json (out);
  else if (call.infos->len == 0)
    g_print ("It was never published.\n");
  return ESP_CTL_OK;
}

static EspJourney *
load_one (EspTx *tx, const EspJourneyRow *row, const char *word, guint otherwise, GError **error)
{
  g_autoptr (EspJourneyVersion) version = NULL;
  guint64 number = otherwise;

  if (word != NULL && !g_str_equal (word, "draft") &&
      !g_ascii_string_to_unsigned (word, 10, 1, G_MAXINT, &number, error))
    return NULL;
  if (word != NULL ? g_str_equal (word, "draft") : otherwise == 0)
    return esp_journey_parse_json (row->draft, -1, error);
  version = esp_journey_version_load (tx, row->id, (guint) number, error);
  return version != NULL ? esp_journey_parse_json (version->definition, -1, error) : NULL;
}

static gboolean
diff_cb (EspTx *tx, gpointer data, GError **error)
{
  Call *self = data;
  EspCtlJourney *options = self->options;
  g_autoptr (EspJourney) before = NULL;
  g_autoptr (EspJourney) after = NULL;

  if (!esp_ctl_journey_find (tx, options, error))
    return FALSE;
  before = load_one (tx, options->row, options->from, options->row->version, error);
  after = before != NULL ? load_one (tx, options->row, options->to, 0, error) : NULL;
  if (after != NULL)
    self->diff = esp_journey_diff_new (before, after);
  return after != NULL;
}

/**
 * esp_ctl_journey_diff:
 *
 * Without words: what the draft changes in the current version.
 */
int
esp_ctl_journey_diff (EspCtlJourney *self, EspStore *store, GError **error)
{
  g_auto (Call) call = { .options = self };
  g_autofree char *text = NULL;

  if (!esp_store_read (store, ESP_READ_LONG, diff_cb, &call, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  if (self->is_json)
    {
      g_autoptr (JsonBuilder) out = json_builder_new ();

      json_builder_begin_object (out);
      add_differences (call.diff, out);
      json_builder_end_object (out);
      esp_ctl_print_json (out);
      return ESP_CTL_OK;
    }
  text = esp_journey_diff_to_text (call.diff);
  g_print ("%s", *text != '\0' ? text : "Nothing differs.\n");
  return ESP_CTL_OK;
}

static gboolean
restore_cb (EspTx *tx, gpointer data, GError **error)
{
  Call *self = data;
  EspCtlJourney *options = self->options;

  return esp_ctl_journey_find (tx, options, error) &&
         esp_journey_restore_draft (tx, options->row->id, self->version, error) &&
         esp_ctl_journey_find (tx, options, error);
}

/**
 * esp_ctl_journey_restore:
 */
int
esp_ctl_journey_restore (EspCtlJourney *self, EspStore *store, GError **error)
{
  EspOperation operation = { .kind = "journey-restore", .summary = self->reference };
  g_auto (Call) call = { .options = self, .version = (guint) MAX (self->version, 0) };

  if (self->version <= 0)
    return esp_ctl_usage (SUBJECT, "Say which version becomes the draft with --version");
  if (!esp_store_write (store, &operation, restore_cb, &call, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  return esp_ctl_journey_print_state (self);
}
