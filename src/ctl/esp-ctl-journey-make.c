/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl journey create|templates|fix: new journeys, from a text or from one to begin with, and mended
 * ones. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-journey-make.h"

#include "ctl/esp-ctl-common.h"
#include "engine/journey/esp-journey-json.h"
#include "worker/esp-journey-kit.h"
#include "worker/esp-journey-orders.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define SUBJECT "journey"

/* Mending one thing may show another; not for ever. */
#define MAX_FIXES 5000

/**
 * esp_ctl_journey_make_add_options:
 */
void
esp_ctl_journey_make_add_options (EspCtlJourney *self, GOptionContext *context)
{
  const GOptionEntry entries[] = {
    { "template", 't', 0, G_OPTION_ARG_STRING, &self->template_id,
      "Create a journey from this template", "TEMPLATE" },
    { "language", 0, 0, G_OPTION_ARG_STRING, &self->language, "Of a template: ko or en",
      "LANGUAGE" },
    { "problem", 0, 0, G_OPTION_ARG_STRING, &self->problem,
      "fix: only this problem, as “check --json” calls it", "ID" },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, NULL);
}

static const char *
get_language (const EspCtlJourney *self)
{
  const char *const *languages = g_get_language_names ();

  if (self->language != NULL)
    return self->language;
  return g_str_has_prefix (languages[0], "ko") ? "ko" : "en";
}

static gboolean
create_cb (EspTx *tx, gpointer data, GError **error)
{
  EspCtlJourney *self = data;
  gint64 id = 0;

  if (self->template_id != NULL
        ? !esp_journey_order_from_template (tx, self->template_id, get_language (self), self->name,
                                            &id, error)
        : !esp_journey_order_create (tx, self->name, self->text, &id, error))
    return FALSE;
  self->row = esp_journey_row_load (tx, id, error);
  return self->row != NULL;
}

/**
 * esp_ctl_journey_create:
 *
 * Returns: the exit status
 */
int
esp_ctl_journey_create (EspCtlJourney *self, EspStore *store, GError **error)
{
  EspOperation operation = { .kind = "journey-new", .summary = self->name };

  if ((self->file == NULL) == (self->template_id == NULL))
    return esp_ctl_usage (SUBJECT, "Give the journey as JSON with --file, or a --template "
                                   "(“journey templates” lists them)");
  if (self->language != NULL && !g_str_equal (self->language, "ko") &&
      !g_str_equal (self->language, "en"))
    return esp_ctl_usage (SUBJECT, "The --language of templates is ko or en");
  if (self->template_id != NULL && operation.summary == NULL)
    operation.summary = self->template_id;
  if ((self->file != NULL && !g_file_get_contents (self->file, &self->text, NULL, error)) ||
      !esp_store_write (store, &operation, create_cb, self, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  return esp_ctl_journey_print_state (self);
}

static void
print_json (const EspCtlJourney *self)
{
  g_autoptr (JsonBuilder) out = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_array (out);
  for (guint i = 0; i < esp_journey_template_get_n (); i++)
    {
      g_autofree char *title = esp_journey_template_dup_title (i, get_language (self));
      g_autofree char *sentence = esp_journey_template_dup_sentence (i, get_language (self));

      json_builder_begin_object (out);
      json_builder_set_member_name (out, "id");
      json_builder_add_string_value (out, esp_journey_template_get_id (i));
      json_builder_set_member_name (out, "title");
      json_builder_add_string_value (out, title);
      json_builder_set_member_name (out, "sentence");
      json_builder_add_string_value (out, sentence);
      json_builder_end_object (out);
    }
  json_builder_end_array (out);
  root = json_builder_get_root (out);
  text = json_to_string (root, FALSE);
  g_print ("%s\n", text);
}

/**
 * esp_ctl_journey_templates:
 *
 * Returns: the exit status
 */
int
esp_ctl_journey_templates (EspCtlJourney *self, EspStore *store, GError **error)
{
  if (self->is_json)
    {
      print_json (self);
      return ESP_CTL_OK;
    }
  for (guint i = 0; i < esp_journey_template_get_n (); i++)
    {
      g_autofree char *title = esp_journey_template_dup_title (i, get_language (self));
      g_autofree char *sentence = esp_journey_template_dup_sentence (i, get_language (self));

      g_print ("%-14s %s\n%-14s %s\n", esp_journey_template_get_id (i), title, "", sentence);
    }
  return ESP_CTL_OK;
}

static const EspJourneyProblem *
find_fixable (const EspCtlJourney *self)
{
  for (guint i = 0; i < self->problems->len; i++)
    {
      const EspJourneyProblem *problem = &g_array_index (self->problems, EspJourneyProblem, i);

      if (problem->fix != ESP_JOURNEY_FIX_NONE &&
          (self->problem == NULL || g_str_equal (self->problem, problem->id)))
        return problem;
    }
  return NULL;
}

static gboolean
check_again (EspTx *tx, EspCtlJourney *self, GError **error)
{
  g_clear_pointer (&self->problems, g_array_unref);
  self->problems = esp_journey_check_whole (tx, self->engine, self->row->id, self->journey, error);
  return self->problems != NULL;
}

static gboolean
fix_cb (EspTx *tx, gpointer data, GError **error)
{
  EspCtlJourney *self = data;
  const EspJourneyProblem *problem;
  g_autofree char *text = NULL;

  if (!esp_ctl_journey_find (tx, self, error))
    return FALSE;
  self->journey = esp_journey_parse_json (self->row->draft, -1, error);
  if (self->journey == NULL || !check_again (tx, self, error))
    return FALSE;
  while ((problem = find_fixable (self)) != NULL && self->n < MAX_FIXES)
    {
      EspJourney *mended = esp_journey_fix_apply (self->journey, problem, error);

      if (mended == NULL)
        return FALSE;
      esp_journey_unref (self->journey);
      self->journey = mended;
      self->n++;
      if (!check_again (tx, self, error))
        return FALSE;
      if (self->problem != NULL)
        break;
    }
  text = esp_journey_to_json (self->journey);
  return self->n == 0 || esp_journey_order_edit (tx, self->row->id, text, error);
}

/**
 * esp_ctl_journey_fix:
 *
 * Returns: the exit status
 */
int
esp_ctl_journey_fix (EspCtlJourney *self, EspStore *store, GError **error)
{
  EspOperation operation = { .kind = "journey-edit", .summary = self->reference };

  self->n = 0;
  if (!esp_store_write (store, &operation, fix_cb, self, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  if (self->problem != NULL && self->n == 0)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
                   "Nothing mends a problem “%s”", self->problem);
      return esp_ctl_fail (SUBJECT, *error);
    }
  if (!self->is_json)
    g_print ("%" G_GINT64_FORMAT " mended.\n", self->n);
  esp_ctl_journey_print_problems (self);
  return ESP_CTL_OK;
}
