/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one service for texts, chat or push is: how its calls are made and its answers read. The calls
 * themselves are made by EspGatewayChannel, the same for all. */
#pragma once

#include "base/esp-clock.h"
#include "base/esp-random.h"
#include "channels/esp-channel-kinds.h"
#include "channels/web/esp-web-client.h"
#include "engine/content/text/esp-text-doc.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct _EspTextGateway EspTextGateway;
typedef struct _EspGateway EspGateway;

/* One message on its way. */
typedef struct
{
  const EspOutMessage *out; /* (unowned) */
  EspTextDoc *doc;          /* (owned): filled and framed; its wish is the kind that is paid */
  EspOutResult result;
  gboolean is_settled;
  gboolean is_on_its_way; /* in a call that is not answered yet */
} EspGatewayItem;

/* An Alimtalk template as the service knows it. */
typedef struct
{
  char *code;
  char *name;
  char *text;
  EspTemplateState state;
  GPtrArray *buttons; /* (element-type EspKakaoButton) */
} EspKakaoTemplate;

/* One service. Functions that make give %NULL with @error set when the settings or the message cannot be
 * used; functions that read are given answers of any status and any form. */
struct _EspTextGateway
{
  const char *kind;
  guint max_batch;          /* messages in one call */
  guint max_parallel;       /* that are taken at once; 0: as many as one call has */
  gboolean is_domestic;     /* takes Korean numbers alone */
  guint min_interval_ms;    /* between two calls */
  guint person_interval_ms; /* between two calls for different people; 0: the same */
  guint timeout_s;          /* how long it may be silent; 0: as long as most */
  guint n_calls; /* that run side by side; 0 is one. Not with pictures to hand over first */
  gboolean
    is_scattered; /* each message goes to a server of its own, whose silence says nothing of the others */

  /* (nullable) Whether the service can carry it. */
  gboolean (*can_take) (EspGateway *self, const EspGatewayItem *item, GError **error);
  /* (nullable) Messages of different groups go in different calls. */
  char *(*group_of) (EspGateway *self, const EspGatewayItem *item);
  /* (nullable) Pictures that are handed over before; NULL without @error when none is needed. */
  EspWebRequest *(*make_upload) (EspGateway *self,
                                 const EspGatewayItem *item,
                                 const EspMessageFile *file,
                                 GError **error);
  char *(*read_upload) (EspGateway *self, const EspWebReply *reply);
  EspWebRequest *(*make_send) (EspGateway *self, GPtrArray *items, GError **error);
  /* Settles the items that the answer tells about. Returns: whether it could be understood. */
  gboolean (*read_send) (EspGateway *self, GPtrArray *items, const EspWebReply *reply);
  EspWebRequest *(*make_test) (EspGateway *self, GError **error);
  char *(*read_test) (EspGateway *self, const EspWebReply *reply, GError **error);
  EspWebRequest *(*make_pull) (EspGateway *self, const char *cursor, gint64 now_us, GError **error);
  gboolean (*read_pull) (EspGateway *self,
                         const char *cursor,
                         gint64 now_us,
                         const EspWebReply *reply,
                         EspChannelReports *reports,
                         GError **error);
  /* One page of the templates, from @cursor on: "" is the first. */
  EspWebRequest *(*make_templates) (EspGateway *self, const char *cursor, GError **error);
  /* Fills @out_cursor when there is another page. */
  GPtrArray *(*read_templates) (EspGateway *self,
                                const char *cursor,
                                const EspWebReply *reply,
                                char **out_cursor,
                                GError **error);
};

/* The account of one channel at a service. */
struct _EspGateway
{
  const EspTextGateway *service;
  const EspChannelKind *kind;
  char *settings;
  char *secret;      /* (nullable) */
  GHashTable *texts; /* (owned) name → text of a setting or secret */
  GHashTable *files; /* (owned) digest of a picture → what the service calls it */
  EspClock *clock;
  EspRandom random;
};

EspGateway *esp_gateway_new (const EspTextGateway *service,
                             const EspChannelKind *kind,
                             const char *settings,
                             const char *secret);
void esp_gateway_free (EspGateway *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspGateway, esp_gateway_free)

const char *esp_gateway_get (EspGateway *self, const char *name);
gboolean esp_gateway_need (EspGateway *self, const char *name, const char **out, GError **error);
char *esp_gateway_dup_base (EspGateway *self);
char *esp_gateway_file_key (const EspMessageFile *file);
const char *esp_gateway_get_file (EspGateway *self, const EspMessageFile *file);
const char *esp_gateway_get_sender (EspGateway *self, const EspGatewayItem *item);
char *esp_gateway_local_number (const char *phone);
char *esp_gateway_dup_mark (const EspGatewayItem *item);
const EspTextBody *esp_gateway_get_text (const EspGatewayItem *item);

void esp_gateway_accept (EspGatewayItem *item, int code, const char *receipt);
void esp_gateway_refuse (EspGatewayItem *item, EspRefusal refusal, int code, const char *reply);
void esp_gateway_item_free (gpointer item);
void esp_kakao_template_free (gpointer template);
EspKakaoTemplate *esp_kakao_template_new (const char *code, const char *name, const char *text);

JsonNode *esp_gateway_parse (const EspWebReply *reply);
JsonObject *esp_json_get_object (JsonObject *object, const char *name);
JsonArray *esp_json_get_array (JsonObject *object, const char *name);
char *esp_json_dup_text (JsonObject *object, const char *name);
gint64 esp_json_get_number (JsonObject *object, const char *name, gint64 fallback);
char *esp_json_builder_finish (JsonBuilder *builder);
void esp_json_add_text (JsonBuilder *builder, const char *name, const char *text);
gint64 esp_gateway_parse_time (const char *iso, gint64 zone_offset_s);

G_END_DECLS
