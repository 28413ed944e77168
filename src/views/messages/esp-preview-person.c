/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One of those as whom a message is looked at: a lead, a worst case, the reader of a language. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-preview-person.h"

#include "views/messages/esp-language-bar.h"
#include "views/messages/esp-render-call.h"

#include <glib/gi18n.h>

static const char *const sample_titles[][2] = {
  { "usual", N_ ("A usual lead") },
  { "nameless", N_ ("No name") },
  { "empty", N_ ("Nothing is known but the address") },
  { "longest", N_ ("The longest values") },
  { "no-purchases", N_ ("Bought nothing yet") },
  { "long-product", N_ ("Products with very long names") },
  { "emoji", N_ ("Emoji") },
  { "right-to-left", N_ ("Right to left") },
  { "markup", N_ ("Signs that must be escaped") },
};

/**
 * esp_preview_person_get_sample_title:
 * @id: of a sample
 *
 * Returns: (transfer none): who that is, translated
 */
const char *
esp_preview_person_get_sample_title (const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sample_titles); i++)
    if (g_str_equal (sample_titles[i][0], id))
      return _ (sample_titles[i][1]);
  return id;
}

/**
 * esp_preview_person_new_lead:
 * @people: who is pinned
 *
 * Returns: (transfer full)
 */
EspPreviewPerson *
esp_preview_person_new_lead (EspPreviewGroup group,
                             const EspLead *lead,
                             const EspPreviewPeople *people)
{
  const char *name = esp_lead_get_text (lead, "name");
  const char *email = esp_lead_get_text (lead, "email");
  EspPreviewPerson *self = g_new0 (EspPreviewPerson, 1);

  self->group = group;
  self->lead = lead->id;
  self->title = g_strdup (name != NULL ? name : email != NULL ? email : "–");
  self->detail = g_strdup (email);
  self->is_pinned = esp_preview_people_is_pinned (people, lead->id);
  return self;
}

/**
 * esp_preview_person_free:
 */
void
esp_preview_person_free (gpointer person)
{
  EspPreviewPerson *self = person;

  g_free (self->sample);
  g_free (self->title);
  g_free (self->detail);
  g_free (self);
}

static void
add_sample (GPtrArray *persons, EspPreviewGroup group, const char *sample, const char *title)
{
  EspPreviewPerson *person = g_new0 (EspPreviewPerson, 1);

  person->group = group;
  person->sample = g_strdup (sample);
  person->title = g_strdup (title);
  g_ptr_array_add (persons, person);
}

/**
 * esp_preview_person_add_samples:
 * @persons: (element-type EspPreviewPerson)
 * @languages: (nullable): of the message, when it has several
 *
 * Adds the worst cases, and a reader of each language.
 */
void
esp_preview_person_add_samples (GPtrArray *persons, const char *const *languages)
{
  for (guint i = 0; i < G_N_ELEMENTS (sample_titles); i++)
    add_sample (persons, ESP_PREVIEW_SAMPLES, sample_titles[i][0], _ (sample_titles[i][1]));
  for (guint i = 0; languages != NULL && languages[i] != NULL; i++)
    {
      g_autofree char *sample = g_strconcat (ESP_RENDER_LANGUAGE, languages[i], NULL);
      /* Translators: a lead who reads this language */
      g_autofree char *title =
        g_strdup_printf (_ ("Reads %s"), esp_language_bar_find_name (languages[i]));

      add_sample (persons, ESP_PREVIEW_LANGUAGES, sample, title);
    }
}
