/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What espalierctl lead tells, in lines or as JSON. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-lead-print.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "engine/journey/esp-journey-step.h"
#include "engine/policy/esp-eligibility.h"
#include "store/esp-duplicates.h"
#include "store/esp-lead.h"
#include "store/esp-timeline.h"
#include "worker/esp-send-reasons.h"

/**
 * esp_ctl_lead_column:
 * @name: a column, or the name that the user gave the field
 *
 * Returns: the column; @name when there is none
 */
const char *
esp_ctl_lead_column (EspFields *fields, const char *name)
{
  int index = esp_fields_find (fields, name);

  if (index < 0)
    index = esp_fields_find_label (fields, name);
  return index >= 0 ? esp_fields_get (fields, (guint) index)->column : name;
}

/**
 * esp_ctl_lead_problem:
 *
 * Returns: what is wrong with a value, to stand behind it
 */
const char *
esp_ctl_lead_problem (EspFieldInputProblem problem)
{
  switch (problem)
    {
    case ESP_FIELD_INPUT_NOT_INTEGER:
      return "is not a whole number";
    case ESP_FIELD_INPUT_NOT_DECIMAL:
      return "is not a number";
    case ESP_FIELD_INPUT_NOT_BOOLEAN:
      return "is neither yes nor no";
    case ESP_FIELD_INPUT_NOT_DATE:
      return "is not a date, such as 2026-03-18";
    case ESP_FIELD_INPUT_NOT_EMAIL:
      return "is not an email address";
    case ESP_FIELD_INPUT_NOT_PHONE:
      return "is not a phone number; write it with its area code";
    case ESP_FIELD_INPUT_NOT_ZONE:
      return "is not a time zone, such as Asia/Seoul; leave it empty, and the country tells it";
    case ESP_FIELD_INPUT_OK:
    default:
      return "is fine";
    }
}

static void
print_lead (const EspLead *lead)
{
  const char *email = esp_lead_get_text (lead, "email");
  const char *phone = esp_lead_get_text (lead, "phone");
  const char *company = esp_lead_get_text (lead, "company");

  g_print ("#%-8" G_GINT64_FORMAT " %s\t%s\t%s\t%s\n", lead->id, esp_lead_get_title (lead),
           email != NULL ? email : "", phone != NULL ? phone : "", company != NULL ? company : "");
}

/**
 * esp_ctl_lead_print_list:
 * @leads: (element-type EspLead)
 */
void
esp_ctl_lead_print_list (GPtrArray *leads, gboolean is_json)
{
  static const char *const columns[] = { "name", "email", "phone", "company", "city", "stage" };
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < leads->len; i++)
    {
      const EspLead *lead = g_ptr_array_index (leads, i);

      if (lead == NULL)
        continue;
      if (!is_json)
        print_lead (lead);
      json_builder_begin_object (builder);
      esp_ctl_add_int (builder, "id", lead->id);
      for (gsize c = 0; c < G_N_ELEMENTS (columns); c++)
        esp_ctl_add_text (builder, columns[c], esp_lead_get_text (lead, columns[c]));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  if (is_json)
    esp_ctl_print_json (builder);
}

/**
 * esp_ctl_lead_print_duplicates:
 * @groups: (element-type EspDuplicateGroup)
 */
void
esp_ctl_lead_print_duplicates (GPtrArray *groups, gboolean is_json)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < groups->len; i++)
    {
      const EspDuplicateGroup *group = g_ptr_array_index (groups, i);

      json_builder_begin_object (builder);
      esp_ctl_add_text (builder, "kind", esp_duplicate_kind_name (group->kind));
      esp_ctl_add_text (builder, "shared", group->shared);
      esp_ctl_add_int (builder, "n", group->n);
      json_builder_set_member_name (builder, "leads");
      json_builder_begin_array (builder);
      if (!is_json)
        g_print ("%s “%s”:", esp_duplicate_kind_name (group->kind), group->shared);
      for (guint j = 0; j < group->leads->len; j++)
        {
          json_builder_add_int_value (builder, g_array_index (group->leads, guint32, j));
          if (!is_json)
            g_print (" #%u", g_array_index (group->leads, guint32, j));
        }
      if (!is_json)
        g_print ("\n");
      json_builder_end_array (builder);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  if (is_json)
    esp_ctl_print_json (builder);
  else if (groups->len == 0)
    g_print ("Nobody looks like anybody else.\n");
}

static const char *
kind_name (EspTimelineKind kind)
{
  static const char *const names[] = {
    "event", "message", "consent", "note", "journey", "not-sent"
  };

  return (guint) kind < G_N_ELEMENTS (names) ? names[kind] : "?";
}

/* What a row is about, as it is kept: a passage by its status, everything else by its own word. */
static const char *
what_of (const EspTimelineItem *item)
{
  if (item->kind == ESP_TIMELINE_JOURNEY)
    return esp_journey_status_name ((EspJourneyStatus) g_ascii_strtoull (item->what, NULL, 10));
  return item->what;
}

/* Why a message did not go, in a sentence where it is one of ours. */
static const char *
detail_of (const EspTimelineItem *item)
{
  EspReason reason;

  if ((item->kind == ESP_TIMELINE_DELIVERY || item->kind == ESP_TIMELINE_DECISION) &&
      item->detail != NULL && esp_reason_from_name (item->detail, &reason))
    return esp_reason_sentence (reason);
  if (item->kind == ESP_TIMELINE_DELIVERY && item->detail != NULL)
    return esp_send_reason_sentence (item->detail);
  return item->detail;
}

static void
print_item (const EspTimelineItem *item, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (item->at_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  g_autofree char *when =
    local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M") : g_strdup ("");
  const char *detail = detail_of (item);

  g_print ("%-16s  %-8s  %-12s  %s%s%s\n", when, kind_name (item->kind), what_of (item),
           item->subject != NULL ? item->subject : "",
           item->subject != NULL && detail != NULL ? " · " : "", detail != NULL ? detail : "");
}

/**
 * esp_ctl_lead_print_timeline:
 * @items: (element-type EspTimelineItem): newest first
 * @zone: of the workspace
 */
void
esp_ctl_lead_print_timeline (GPtrArray *items, GTimeZone *zone, gboolean is_json)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < items->len; i++)
    {
      const EspTimelineItem *item = g_ptr_array_index (items, i);

      json_builder_begin_object (builder);
      esp_ctl_add_int (builder, "at_us", item->at_us);
      esp_ctl_add_text (builder, "kind", kind_name (item->kind));
      esp_ctl_add_text (builder, "what", what_of (item));
      esp_ctl_add_text (builder, "subject", item->subject);
      esp_ctl_add_text (builder, "detail", item->detail);
      json_builder_end_object (builder);
      if (!is_json)
        print_item (item, zone);
    }
  json_builder_end_array (builder);
  if (is_json)
    esp_ctl_print_json (builder);
  else if (items->len == 0)
    g_print ("Nothing has happened yet.\n");
}
