/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-message-block.h"

G_BEGIN_DECLS

#define ESP_MESSAGE_DOC_VERSION 1

typedef enum
{
  ESP_MESSAGE_ERROR_INVALID,  /* not a message; the text names the place */
  ESP_MESSAGE_ERROR_TOO_NEW,  /* written by a newer program */
  ESP_MESSAGE_ERROR_LIMIT,    /* larger than we accept */
  ESP_MESSAGE_ERROR_TEMPLATE, /* a Liquid tag is wrong; the text names the block */
  ESP_MESSAGE_ERROR_RENDER,  /* a tag fails with the values of one lead; the text names the place */
  ESP_MESSAGE_ERROR_LINKED,  /* a saved block or brand that the message uses is not there */
  ESP_MESSAGE_ERROR_MISSING, /* a lead lacks a field, and the message leaves such people out */
} EspMessageError;

#define ESP_MESSAGE_ERROR (esp_message_error_quark ())
GQuark esp_message_error_quark (void);

typedef enum
{
  ESP_MESSAGE_CLASS_AD,            /* needs consent, label, footer, a way out */
  ESP_MESSAGE_CLASS_TRANSACTIONAL, /* part of a contract or asked for by the person */
} EspMessageClass;

typedef enum
{
  ESP_MISSING_SEND, /* send with what the fallback gives, at worst an empty place */
  ESP_MISSING_SKIP, /* leave the person out and say so */
} EspMissingPolicy;

typedef enum
{
  ESP_BODY_BLOCKS,
  ESP_BODY_HTML,
} EspBodyKind;

/* A file that travels in the message. */
typedef struct
{
  char *id;   /* "cid:ID" in images names it */
  char *name; /* the file name that the reader sees */
  char *type; /* media type */
  gboolean is_inline;
  GBytes *data;
} EspMessageFile;

/* The message in another language. Its blocks have the names of those they translate. */
typedef struct
{
  char *language; /* BCP 47 */
  char *subject;
  char *preheader;
  EspBodyKind body_kind;
  GPtrArray *sections; /* (element-type EspSection) */
  char *html;
  char *
    data; /* (nullable): in place of the data of the message, which a list of products needs translated */
} EspMessageVariant;

/* One message as it is edited and stored. The record owns everything in it; strings are never NULL
 * unless said. */
typedef struct
{
  char *subject;
  char *preheader;
  char *sender_name;
  char *sender_address;
  char *reply_to;
  EspMessageClass message_class;
  char *language; /* BCP 47, "ko" when new */
  EspMissingPolicy missing;
  GHashTable *fallbacks; /* field name → text in its place when a lead has none */
  char *reason;          /* (nullable): why people get this, in place of the generated sentence */
  EspBodyKind body_kind;
  GPtrArray *sections;       /* (element-type EspSection) */
  char *html;                /* of an HTML body */
  GPtrArray *files;          /* (element-type EspMessageFile) */
  GPtrArray *variants;       /* (element-type EspMessageVariant): other languages than language */
  char **fallback_languages; /* (nullable): tried in this order before language */
  char *font; /* (nullable): CSS font-family list in place of the brand's, single quotes only */
  char *background; /* (nullable): colour around the card in place of the brand's */
  char *brand;      /* (nullable): uuid of the brand kit; NULL is the workspace's */
  char *
    data; /* (nullable): a JSON object, "data" in templates; its member "event" stands in for the event of a
                 journey in previews */
} EspMessageDoc;

EspMessageDoc *esp_message_doc_new (void);
EspMessageDoc *esp_message_doc_copy (const EspMessageDoc *self);
void esp_message_doc_free (EspMessageDoc *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspMessageDoc, esp_message_doc_free)

EspMessageVariant *esp_message_variant_new (const char *language);
EspMessageVariant *esp_message_variant_copy (const EspMessageVariant *self);
void esp_message_variant_free (EspMessageVariant *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspMessageVariant, esp_message_variant_free)

EspMessageFile *esp_message_file_new (const char *id,
                                      const char *name,
                                      const char *type,
                                      gboolean is_inline,
                                      GBytes *data);
void esp_message_file_free (EspMessageFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspMessageFile, esp_message_file_free)

EspMessageDoc *esp_message_doc_parse (const char *json, gssize length, GError **error);
char *esp_message_doc_to_json (const EspMessageDoc *self);

typedef gboolean (*EspBlockFunc) (const EspBlock *block, const EspSection *section, gpointer data);
gboolean
esp_message_doc_foreach_block (const EspMessageDoc *self, EspBlockFunc func, gpointer data);
gboolean
esp_message_doc_foreach_any_block (const EspMessageDoc *self, EspBlockFunc func, gpointer data);
EspBlock *esp_message_doc_find_block (const EspMessageDoc *self, const char *id);
const EspMessageFile *esp_message_doc_find_file (const EspMessageDoc *self, const char *id);
void esp_message_doc_set (char **field, const char *value);

G_END_DECLS
