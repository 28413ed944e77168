/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* What eligibility and the law ask about leads, as sets of the whole workspace. */
typedef struct
{
  EspBitmap *present;   /* not archived */
  EspBitmap *addressed; /* has an address for the channel */
  EspBitmap *valid;     /* and it can be written to */
  EspBitmap *suppressed;
  EspBitmap *granted; /* last word about the purpose */
  EspBitmap *refused;
  EspBitmap *lapsed; /* the permission of a customer has ended: not in granted any more */
  EspBitmap *night_granted;
  EspBitmap *capped; /* has had the most that may be sent */
  GPtrArray
    *zone_names;   /* (element-type utf8) of esp_lead_zone_find(); the first is NULL: none known */
  GArray *zone_of; /* (element-type guint16) by id: index into zone_names */

  /* Only when the query asks for them. */
  GPtrArray
    *place_names;     /* (nullable) (element-type utf8) ISO 3166; the first is NULL: none known */
  GArray *place_of;   /* (nullable) (element-type guint16) by id: index into place_names */
  EspBitmap *old;     /* (nullable) agreed before a moment, and have not said it again */
  EspBitmap *bare;    /* (nullable) agreed, but without a date, a source or a wording */
  GPtrArray *lacking; /* (nullable) (element-type EspBitmap) by the columns of the query */
} EspFacts;

typedef struct
{
  const char *channel; /* "email", "sms" … */
  const char
    *address_column;   /* (nullable) a field of the catalogue; else what the channel is by nature */
  const char *purpose; /* "marketing" … */
  guint cap_count;     /* 0 is off */
  gint64 cap_since_us;
  guint day_count; /* the same within the last day; 0 is off */
  gint64 day_since_us;
  gint64 except_send_id; /* does not count towards the cap */
  gboolean
    takes_refused; /* a notice of the law to those who refused: unsubscribing is no obstacle */

  gboolean asks_law;    /* where people live, and how their consent is proven */
  gint64 old_before_us; /* what was said before is old */
  const GPtrArray
    *columns; /* (nullable) (element-type utf8) of esp_fields_load(): who has no value */
} EspFactsQuery;

/* The address of a channel that has one place for all: a room of a team. */
#define ESP_ROOM_CHANNEL "chat"
#define ESP_ROOM_ADDRESS "room"

EspFacts *esp_facts_load (EspTx *tx, const EspFactsQuery *query, GError **error);
void esp_facts_free (EspFacts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspFacts, esp_facts_free)
char *esp_facts_dup_address_sql (EspTx *tx, const EspFactsQuery *query, GError **error);
gboolean esp_facts_is_valid_address (const char *channel, const char *address);
guint esp_facts_get_zone_index (const EspFacts *self, guint32 lead_id);
EspBitmap *esp_facts_dup_of_place (const EspFacts *self,
                                   const EspBitmap *leads,
                                   const char *fallback,
                                   const char *place);
char **esp_facts_get_places (const EspFacts *self, const EspBitmap *leads, const char *fallback);

G_END_DECLS
