/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl journey create|templates: new journeys, from a text or from one to begin with. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-journey-make.h"

#include "ctl/esp-ctl-common.h"
#include "worker/esp-journey-kit.h"
#include "worker/esp-journey-orders.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define SUBJECT "journey"

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
