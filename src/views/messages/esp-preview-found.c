/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the leads as whom a message can be looked at, away from the window's thread. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-preview-found.h"

#include "model/esp-lead-reads.h"
#include "views/messages/esp-preview-person.h"

/* Offered below the search, and walked through with the arrows. */
#define N_LEADS 30

struct _EspPreviewFound
{
  char *search;
  EspPreviewPeople *people; /* (owned) (nullable) result */
  EspOrderRead *order;      /* (owned) (nullable) */
  GPtrArray *pinned;        /* (owned) (nullable) of EspLead; result */
  GPtrArray *recent;        /* (owned) (nullable) of EspLead; result */
  GPtrArray *leads;         /* (owned) (nullable) of EspLead; result */
};

/**
 * esp_preview_found_new:
 * @search: part of a name or an address; blank offers everybody
 *
 * Returns: (transfer full): to be read with esp_preview_found_read()
 */
EspPreviewFound *
esp_preview_found_new (const char *search)
{
  EspPreviewFound *self = g_new0 (EspPreviewFound, 1);

  self->search = g_strstrip (g_strdup (search));
  return self;
}

/**
 * esp_preview_found_free:
 */
void
esp_preview_found_free (gpointer data)
{
  EspPreviewFound *self = data;

  g_free (self->search);
  g_clear_pointer (&self->order, esp_order_read_free);
  g_clear_pointer (&self->leads, g_ptr_array_unref);
  g_clear_pointer (&self->pinned, g_ptr_array_unref);
  g_clear_pointer (&self->recent, g_ptr_array_unref);
  g_clear_pointer (&self->people, esp_preview_people_free);
  g_free (self);
}

static GPtrArray *
load_leads (EspTx *tx, EspFields *fields, const GArray *ids, GError **error)
{
  return esp_lead_load_many (tx, fields, (const guint32 *) (gpointer) ids->data, ids->len, error);
}

/**
 * esp_preview_found_read:
 * @data: an EspPreviewFound
 *
 * For esp_store_read_async().
 */
gboolean
esp_preview_found_read (EspTx *tx, gpointer data, GError **error)
{
  EspPreviewFound *self = data;
  EspOrderRead *order = g_new0 (EspOrderRead, 1);

  self->order = order;
  order->search = *self->search != '\0' ? g_strdup (self->search) : NULL;
  order->ids = g_array_new (FALSE, FALSE, sizeof (guint32));
  order->limit = N_LEADS;
  if (!esp_order_read_run (tx, order, error))
    return FALSE;
  self->people = esp_preview_people_load (tx, error);
  if (self->people == NULL)
    return FALSE;
  self->pinned = load_leads (tx, order->fields, self->people->pinned, error);
  if (self->pinned == NULL)
    return FALSE;
  self->recent = load_leads (tx, order->fields, self->people->recent, error);
  if (self->recent == NULL)
    return FALSE;
  self->leads = load_leads (tx, order->fields, order->ids, error);
  return self->leads != NULL;
}

static void
add_leads (GPtrArray *persons,
           EspPreviewGroup group,
           const GPtrArray *leads,
           const EspPreviewPeople *people)
{
  for (guint i = 0; i < leads->len; i++)
    {
      const EspLead *lead = leads->pdata[i];

      if (lead != NULL &&
          (group != ESP_PREVIEW_RECENT || !esp_preview_people_is_pinned (people, lead->id)))
        g_ptr_array_add (persons, esp_preview_person_new_lead (group, lead, people));
    }
}

/**
 * esp_preview_found_list:
 * @self: after it was read
 * @languages: (nullable): of the message, when it has several
 *
 * Returns: (transfer full) (element-type EspPreviewPerson): those who are offered, in their order
 */
GPtrArray *
esp_preview_found_list (const EspPreviewFound *self, const char *const *languages)
{
  GPtrArray *persons = g_ptr_array_new_with_free_func (esp_preview_person_free);

  if (*self->search == '\0')
    {
      add_leads (persons, ESP_PREVIEW_PINNED, self->pinned, self->people);
      add_leads (persons, ESP_PREVIEW_RECENT, self->recent, self->people);
      esp_preview_person_add_samples (persons, languages);
    }
  add_leads (persons, ESP_PREVIEW_LEADS, self->leads, self->people);
  return persons;
}
