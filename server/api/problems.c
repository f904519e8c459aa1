/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/problems.h"

#include "exchange/error.h"
#include "exchange/protocol.h"
#include "formats/error.h"
#include "forms/error.h"
#include "server/authority/error.h"
#include "server/forward/error.h"
#include "server/intake/error.h"
#include "server/publishing/error.h"
#include "server/reading/error.h"
#include "server/store/error.h"

#include <string.h>

static const ZbProblemKind kinds[] = {
    {"internal", 500, "The server failed; nothing was changed", "服务器内部错误，未作任何更改"},
    {"unavailable", 503, "The server cannot take reports at the moment; try again later",
     "服务器暂时无法接收，请稍后重试"},
    {"no-time-stamps", 503,
     "The server gives no receipts until its time stamps are made again; try again later",
     "服务器的时间戳服务中断过久，暂不出具回执，请稍后重试"},
    {"storage-full", 507, "The server has no room left; nothing was acknowledged",
     "服务器存储已满，本次未受理"},
    {"not-found", 404, "There is no such thing here", "未找到所请求的内容"},
    {"method-not-allowed", 405, "This method is not for this address", "该地址不支持此操作"},
    {"unknown-certificate", 403, "The certificate is not trusted here", "证书不受信任"},
    {"certificate-expired", 403, "The certificate has expired or is not yet valid",
     "证书已过期或尚未生效"},
    {"certificate-revoked", 403, "The certificate has been revoked", "证书已被吊销"},
    {"revocation-unknown", 503,
     "Whether the certificate was revoked cannot be told now; try again later",
     "暂时无法确认证书是否已被吊销，请稍后重试"},
    {"certificate-needed", 401, "This needs a client certificate", "需要客户端证书"},
    {"forbidden", 403, "You may not do this", "您无权执行此操作"},
    {"no-mandate", 403, "The signer holds no mandate for this unit", "签名人无权代表该单位"},
    {"signer-revoked", 403, "The certificate of one who signed has been revoked",
     "有签名人的证书已被吊销"},
    {"signer-expired", 403, "The certificate of one who signed has expired",
     "有签名人的证书已过期"},
    {"role-not-held", 403, "The signer may not sign for this unit in that role",
     "签名人无权以该身份为该单位签名"},
    {"all-signed", 409, "All have signed: send the report", "所有签名人均已签名，请直接报送"},
    {"sign-box-full", 429, "Too many reports wait for signatures: sign or take out those first",
     "等待会签的报表过多，请先完成会签或取出"},
    {"signature-missing", 422, "Not all have signed whom the form asks for",
     "本表要求的签名人尚未全部签名"},
    {"wrong-carrier", 403, "The sender of the connection may not deliver for this unit",
     "传输方无权代该单位报送"},
    {"bad-request", 400, "The request is malformed", "请求格式错误"},
    {"bad-json", 400, "The body is not the JSON that is expected", "请求正文格式不符"},
    {"missing-argument", 400, "An argument is missing", "缺少参数"},
    {"bad-argument", 400, "An argument cannot be read", "参数无法识别"},
    {"too-large", 413, "It is over the size limit", "超出大小限制"},
    {"wrong-type", 415, "The media type is not taken here", "不支持的内容类型"},
    {"bad-container", 422, "The container is damaged or not as it must be",
     "报送包已损坏或结构不符"},
    {"unreadable", 422, "The message cannot be read here", "报文无法读取"},
    {"too-much-unreadable", 429,
     "Too much that cannot be read came from you; try again in some minutes",
     "您提交了过多无法读取的内容，请几分钟后重试"},
    {"wrong-digest", 422, "A digest does not match its bytes", "摘要与内容不一致"},
    {"bad-proof", 422, "The proof does not lead from the old checkpoint to the new one",
     "证明不能由旧检查点推得新检查点"},
    {"bad-signature", 422, "The signature does not verify", "签名校验未通过"},
    {"forbidden-suite", 422, "The signature uses an algorithm that is not taken",
     "签名算法不被接受"},
    {"wrong-receiver", 422, "The message is addressed to another receiver", "收件方不符"},
    {"route-rejected", 403, "The table of routes takes no such message here",
     "路由表不接收此类报文"},
    {"routing-loop", 422, "The message goes in circles between nodes", "报文在节点间循环转发"},
    {"unknown-hop", 403, "A node that the message passed is not known here, or cannot prove it",
     "报文经过的节点未知或无法证明"},
    {"wrong-table", 422, "The table of routes does not fit", "路由表与节点或当前版本不符"},
    {"message-expired", 422, "The message is outside its time window", "报送包已超出有效时间"},
    {ZB_PROBLEM_CERTIFICATES_NEEDED, 422,
     "The signer is not known here: send the certificates with the signature",
     "此处无该签名人的证书，请随签名附上证书后重发"},
    {"not-as-committed", 409, "The message is not the one that was committed to",
     "报文与先前承诺的摘要不一致"},
    {"other-notice", 409, "What is acknowledged is not what the notice says",
     "所确认的内容与该通知不一致"},
    {"commitments-full", 429, "Too many commitments wait for their messages: send those first",
     "尚未送达正文的承诺过多，请先报送正文"},
    {"message-id-reused", 409, "The message id was used for other bytes", "报文编号已用于其他内容"},
    {"key-reused", 409, "The idempotency key was used for another request", "幂等键已用于其他请求"},
    {"stale", 412, "It has changed meanwhile: read it again", "数据已变化，请刷新后再操作"},
    {"exists", 409, "It is there already", "已存在"},
    {"invitation-spent", 410, "The invitation is used, expired or out of tries",
     "邀请码已使用、已过期或已超出尝试次数"},
    {"wrong-code", 403, "The invitation code is wrong", "邀请码错误"},
    {"wrong-offset", 409, "The offset is not the one on the server", "偏移量与服务器不一致"},
    {"bad-checksum", 460, "The chunk's checksum does not match", "分块校验和不一致"},
    {"code-shown-once", 409, "The invitation was made; its code cannot be shown again",
     "邀请码已生成，不再重复显示"},
    {"bad-name", 422, "The name or the key cannot be certified", "姓名或密钥无法签发证书"},
    {"upload-busy", 423, "The upload is being written to; ask for its offset",
     "上传正在写入，请重新查询偏移量"},
    {"quota", 507, "The unfinished uploads of this sender take all the room it has",
     "未完成的上传已占满配额"},
    {"wrong-version", 412, "This version of the upload protocol is not spoken here",
     "不支持该版本的续传协议"},
    {"upload-gone", 410, "The upload has expired or ended", "上传已过期或已结束"},
    {"unknown-form", 422, "The form or edition is not known here", "未知的报表或版本"},
    {"wrong-state", 409, "The report is not in a state for this", "报表当前状态不允许此操作"},
    {"not-cleared", 409, "Quasi-hard findings must be cleared first", "须先核销准强制性审核错误"},
    {"bad-rules", 422, "The rules cannot be compiled", "审核规则无法编译"},
    {"bad-package", 422, "The form does not pass its check", "报表未通过发布检查"},
    {"wrong-order", 422, "The signed statement does not fit", "签名声明与报表或节点不符"},
    {"wrong-signer", 403, "The signature is not of an administrator who asks himself",
     "签名人不是本次请求的管理员"},
    {"in-use", 409, "Reports stand under it", "已有报表使用该版本"},
    {"not-ready", 409, "Something is to be done before the period opens", "开期前仍有未完成事项"},
    {"queue-full", 429, "Too many requests wait for an approval; try again later",
     "待审批的申请过多，请稍后再试"},
    {"another-person-needed", 409, "Another person has to approve it", "须由另一人审批"},
    {"certified-elsewhere", 409, "Reporting units get their certificates from another authority",
     "报送单位的证书由其他机构签发"},
    {"too-early", 409, "It is too early for a renewal", "未到续期时间"},
    {"not-ones-own", 403, "It is signed by somebody else than who asks",
     "签名人与请求人不是同一人"},
    {"unknown-unit", 422, "The unit is not in the register", "单位不在名录库中"},
};

const ZbProblemKind *
zb_problem_kind (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].code, code) == 0)
      return &kinds[i];
  return &kinds[0];
}

const ZbProblemKind *
zb_problem_kinds (guint *ret_n)
{
  *ret_n = G_N_ELEMENTS (kinds);
  return kinds;
}

static const char *
code_for_exchange (int code)
{
  switch (code) {
  case ZB_EXCHANGE_ERROR_MALFORMED:
    return "bad-container";
  case ZB_EXCHANGE_ERROR_BAD_DIGEST:
    return "wrong-digest";
  case ZB_EXCHANGE_ERROR_BAD_SIGNATURE:
    return "bad-signature";
  case ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE:
    return "forbidden-suite";
  case ZB_EXCHANGE_ERROR_UNTRUSTED:
    return "unknown-certificate";
  case ZB_EXCHANGE_ERROR_EXPIRED:
  case ZB_EXCHANGE_ERROR_NOT_YET_VALID:
    return "certificate-expired";
  case ZB_EXCHANGE_ERROR_REVOKED:
    return "certificate-revoked";
  case ZB_EXCHANGE_ERROR_STALE_CRL:
  case ZB_EXCHANGE_ERROR_STATUS_PENDING:
    return "revocation-unknown";
  case ZB_EXCHANGE_ERROR_TOO_LARGE:
    return "too-large";
  case ZB_EXCHANGE_ERROR_NOT_FOUND:
    return "not-found";
  /* A key that cannot be asked for a signature. */
  case ZB_EXCHANGE_ERROR_IO:
    return "unavailable";
  default:
    return "internal";
  }
}

static const char *
code_for_intake (int code)
{
  switch (code) {
  case ZB_INTAKE_ERROR_WRONG_CARRIER:
    return "wrong-carrier";
  case ZB_INTAKE_ERROR_NO_MANDATE:
    return "no-mandate";
  case ZB_INTAKE_ERROR_UNKNOWN_UNIT:
    return "unknown-unit";
  case ZB_INTAKE_ERROR_WRONG_RECEIVER:
    return "wrong-receiver";
  case ZB_INTAKE_ERROR_ROUTE_REJECTED:
    return "route-rejected";
  case ZB_INTAKE_ERROR_OUT_OF_TIME:
    return "message-expired";
  case ZB_INTAKE_ERROR_CERTIFICATES_NEEDED:
    return ZB_PROBLEM_CERTIFICATES_NEEDED;
  case ZB_INTAKE_ERROR_NO_STAMPS:
    return "no-time-stamps";
  case ZB_INTAKE_ERROR_NOT_AS_COMMITTED:
    return "not-as-committed";
  case ZB_INTAKE_ERROR_SIGNER_REVOKED:
    return "signer-revoked";
  case ZB_INTAKE_ERROR_SIGNER_EXPIRED:
    return "signer-expired";
  case ZB_INTAKE_ERROR_ROLE_NOT_HELD:
    return "role-not-held";
  case ZB_INTAKE_ERROR_ROLE_MISSING:
    return "signature-missing";
  default:
    return "internal";
  }
}

static const char *
code_for_authority (int code)
{
  switch (code) {
  case ZB_AUTHORITY_ERROR_WRONG_CODE:
    return "wrong-code";
  case ZB_AUTHORITY_ERROR_SPENT:
    return "invitation-spent";
  case ZB_AUTHORITY_ERROR_QUEUE_FULL:
    return "queue-full";
  case ZB_AUTHORITY_ERROR_SAME_PERSON:
    return "another-person-needed";
  case ZB_AUTHORITY_ERROR_TOO_EARLY:
    return "too-early";
  case ZB_AUTHORITY_ERROR_WRONG_SIGNER:
    return "not-ones-own";
  case ZB_AUTHORITY_ERROR_BAD_NAME:
    return "bad-name";
  case ZB_AUTHORITY_ERROR_UNKNOWN_UNIT:
    return "unknown-unit";
  case ZB_AUTHORITY_ERROR_ELSEWHERE:
    return "certified-elsewhere";
  case ZB_AUTHORITY_ERROR_SHOWN_ONCE:
    return "code-shown-once";
  default:
    return "internal";
  }
}

static const char *
code_for_publishing (int code)
{
  switch (code) {
  case ZB_PUBLISHING_ERROR_BAD_PACKAGE:
    return "bad-package";
  case ZB_PUBLISHING_ERROR_WRONG_ORDER:
    return "wrong-order";
  case ZB_PUBLISHING_ERROR_WRONG_SIGNER:
    return "wrong-signer";
  case ZB_PUBLISHING_ERROR_IN_USE:
    return "in-use";
  case ZB_PUBLISHING_ERROR_NOT_READY:
    return "not-ready";
  default:
    return "internal";
  }
}

static const char *
code_for_forward (int code)
{
  switch (code) {
  case ZB_FORWARD_ERROR_WRONG_TABLE:
    return "wrong-table";
  case ZB_FORWARD_ERROR_WRONG_SIGNER:
    return "wrong-signer";
  case ZB_FORWARD_ERROR_LOOP:
    return "routing-loop";
  case ZB_FORWARD_ERROR_UNKNOWN_HOP:
    return "unknown-hop";
  default:
    return "internal";
  }
}

static const char *
code_for_store (int code)
{
  switch (code) {
  case ZB_STORE_ERROR_NOT_FOUND:
    return "not-found";
  case ZB_STORE_ERROR_MESSAGE_REUSED:
    return "message-id-reused";
  case ZB_STORE_ERROR_KEY_REUSED:
    return "key-reused";
  case ZB_STORE_ERROR_STALE:
    return "stale";
  case ZB_STORE_ERROR_EXISTS:
    return "exists";
  case ZB_STORE_ERROR_EXPIRED:
    return "upload-gone";
  case ZB_STORE_ERROR_QUOTA:
    return "quota";
  case ZB_STORE_ERROR_INVALID:
    return "bad-request";
  case ZB_STORE_ERROR_FULL:
    return "storage-full";
  case ZB_STORE_ERROR_UNAVAILABLE:
  case ZB_STORE_ERROR_CORRUPT:
    return "unavailable";
  default:
    return "internal";
  }
}

static const char *
code_for_format (int code)
{
  switch (code) {
  case ZB_FORMAT_ERROR_TOO_LARGE:
    return "too-large";
  /* A file of ours, not what was sent. */
  case ZB_FORMAT_ERROR_IO:
    return "internal";
  default:
    return "bad-request";
  }
}

/* Of the spool: what may be otherwise in a while is worth another try. */
static const char *
code_for_file (int code)
{
  switch (code) {
  case G_FILE_ERROR_NOSPC:
    return "storage-full";
  case G_FILE_ERROR_IO:
  case G_FILE_ERROR_ROFS:
  case G_FILE_ERROR_MFILE:
  case G_FILE_ERROR_NFILE:
  case G_FILE_ERROR_NOMEM:
    return "unavailable";
  default:
    return "internal";
  }
}

static const char *
code_for_reading (int code)
{
  if (code == ZB_READING_ERROR_TOO_MUCH)
    return "too-much-unreadable";
  return code == ZB_READING_ERROR_UNREADABLE ? "unreadable" : "unavailable";
}

const char *
zb_problem_code_for (const GError *error)
{
  if (error->domain == ZB_EXCHANGE_ERROR)
    return code_for_exchange (error->code);
  if (error->domain == ZB_STORE_ERROR)
    return code_for_store (error->code);
  if (error->domain == G_FILE_ERROR)
    return code_for_file (error->code);
  if (error->domain == ZB_INTAKE_ERROR)
    return code_for_intake (error->code);
  if (error->domain == ZB_FORWARD_ERROR)
    return code_for_forward (error->code);
  if (error->domain == ZB_AUTHORITY_ERROR)
    return code_for_authority (error->code);
  if (error->domain == ZB_PUBLISHING_ERROR)
    return code_for_publishing (error->code);
  if (error->domain == ZB_READING_ERROR)
    return code_for_reading (error->code);
  if (error->domain == ZB_FORMS_ERROR)
    return error->code == ZB_FORMS_ERROR_NOT_FOUND ? "unknown-form" : "bad-argument";
  if (error->domain == ZB_FORMAT_ERROR)
    return code_for_format (error->code);
  return "internal";
}
