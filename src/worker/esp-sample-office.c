/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sample workspace's office: what people of a shop would have set up by now, from data/sample. */
#define G_LOG_DOMAIN "espalier-worker"

#include "config.h"

#include "worker/esp-sample-office.h"

#include "base/esp-clock.h"
#include "data/esp-core-resources.h"
#include "engine/insight/esp-goal.h"
#include "store/esp-campaigns.h"
#include "store/esp-library.h"
#include "store/esp-overview-items.h"
#include "store/esp-reviews.h"
#include "store/esp-scores.h"
#include "store/esp-tasks.h"
#include "worker/esp-review.h"
#include "worker/esp-sample-days.h"
#include "worker/esp-segment-source.h"

#include <json-glib/json-glib.h>

#define OFFICE "/io/github/espalier/core/sample/office.json"

typedef gboolean (*AddFunc) (EspTx *tx, JsonObject *object, GError **error);

static const char *
text_of (JsonObject *object, const char *member)
{
  return json_object_get_string_member_with_default (object, member, NULL);
}

static char *
dup_document (JsonObject *object, const char *member)
{
  return json_to_string (json_object_get_member (object, member), FALSE);
}

static gboolean
add_score (EspTx *tx, JsonObject *object, GError **error)
{
  g_autofree char *definition = dup_document (object, "definition");
  gint64 id;

  return esp_score_row_insert (tx, text_of (object, "name"), text_of (object, "column"), definition,
                               &id, error);
}

static gboolean
add_item (EspTx *tx, JsonObject *object, GError **error)
{
  g_autofree char *document = dup_document (object, "document");
  EspLibraryItem item = { .name = (char *) text_of (object, "name"), .document = document };
  gint64 id;

  if (!esp_library_kind_from_string (text_of (object, "kind"), &item.kind))
    g_return_val_if_reached (FALSE);
  return esp_library_insert (tx, &item, &id, error) &&
         (!json_object_get_boolean_member_with_default (object, "default", FALSE) ||
          esp_library_set_default (tx, id, TRUE, error));
}

static gboolean
add_task (EspTx *tx, JsonObject *object, GError **error)
{
  gint64 days = json_object_get_int_member (object, "due_days");
  EspTaskRow task = { .lead_id = json_object_get_int_member (object, "lead"),
                      .title = (char *) text_of (object, "title"),
                      .note = (char *) text_of (object, "note"),
                      .owner = (char *) text_of (object, "owner"),
                      .due_us = esp_sample_get_moment (tx, (int) days, 18) };
  gint64 id;

  return esp_task_row_insert (tx, &task, &id, error);
}

static gboolean
add_goal (EspTx *tx, JsonObject *object, GError **error)
{
  EspGoal goal = { .metric = esp_goal_metric_find (text_of (object, "metric")),
                   .target = json_object_get_int_member (object, "target"),
                   .period = ESP_GOAL_MONTH };
  g_autofree char *content = NULL;
  gint64 id;

  esp_goal_set_owner (&goal, text_of (object, "owner"));
  content = esp_goal_to_json (&goal);
  return esp_overview_item_add (tx, ESP_OVERVIEW_GOAL, content, &id, error);
}

static gboolean
add_comment (EspTx *tx, gint64 review_id, JsonObject *object, GError **error)
{
  EspReviewComment comment = { .place = (char *) text_of (object, "place"),
                               .person = (char *) text_of (object, "person"),
                               .text = (char *) text_of (object, "text") };
  gint64 id;

  return esp_review_add_comment (tx, review_id, &comment, &id, error);
}

/* Somebody has written a letter and asks the others to look at it. */
static gboolean
add_review (EspTx *tx, JsonObject *object, GError **error)
{
  g_autoptr (EspSend) send = NULL;
  g_autoptr (EspSendGate) gate = NULL;
  gint64 campaign_id;
  gint64 id;

  if (!esp_campaign_resolve (tx, text_of (object, "campaign"), &campaign_id, error))
    return FALSE;
  send = esp_send_load_newest (tx, campaign_id, error);
  if (send == NULL)
    return FALSE;
  gate = esp_send_gate_new (tx, send->id, 0, esp_segment_source_members, error);
  return gate != NULL &&
         esp_review_ask (tx, gate, text_of (object, "person"), text_of (object, "note"), &id,
                         error) &&
         add_comment (tx, id, json_object_get_object_member (object, "comment"), error);
}

static gboolean
add_all (EspTx *tx, JsonObject *office, const char *member, AddFunc add, GError **error)
{
  JsonArray *array = json_object_get_array_member (office, member);

  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!add (tx, json_array_get_object_element (array, i), error))
      return FALSE;
  return TRUE;
}

/**
 * esp_sample_add_office:
 *
 * Adds a score, a brand kit, texts, tasks, goals, and a review that waits for a yes. The campaigns and at least a hundred
 * leads are there.
 */
gboolean
esp_sample_add_office (EspTx *tx, GError **error)
{
  g_autoptr (GBytes) bytes =
    g_resource_lookup_data (esp_core_get_resource (), OFFICE, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *office;

  if (bytes == NULL || !json_parser_load_from_data (parser, g_bytes_get_data (bytes, NULL),
                                                    (gssize) g_bytes_get_size (bytes), error))
    return FALSE;
  office = json_node_get_object (json_parser_get_root (parser));
  return add_all (tx, office, "scores", add_score, error) &&
         add_all (tx, office, "library", add_item, error) &&
         add_all (tx, office, "tasks", add_task, error) &&
         add_all (tx, office, "goals", add_goal, error) &&
         add_review (tx, json_object_get_object_member (office, "review"), error);
}
