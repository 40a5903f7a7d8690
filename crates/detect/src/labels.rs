//! What the head of a column, or the field of a form, says about its cells.
//!
//! In simplified and traditional Chinese and in English. What a company has (公司地址), what is said about a value
//! (证件类型, 手机型号) and what only looks alike (IP地址) is nobody's.

use zeroize::Zeroizing;

use super::{fold::fold, kind::Kind};

/// The longest text that is a label.
const LONGEST: usize = 32;

/// What a label says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Label {
    /// These are values of a kind.
    Of(Kind),
    /// These are numbers of something else: orders, amounts.
    Other,
    /// It is a label that says nothing of numbers.
    Plain,
}

/// What is nobody's, whatever else the label says.
const NOT: &str = "型号 型號 品牌 归属 歸屬 类型 類型 状态 狀態 话费 費用 费用 次数 次數 是否 验证 驗證 \
    ip地址 mac地址 ipaddress macaddress 网址 網址 公司地址 单位地址 單位地址 注册地址 \
    註冊地址 公司名 单位名 企业名 企業名 产品 產品 商品 verified productname companyname";

/// Kinds and the words for them; with `=` the whole label. The first that fits counts.
const NAMED: &[(Kind, &str)] = &[
    (Kind::Email, "邮箱 郵箱 电邮 電郵 邮件 郵件 email =mail"),
    (Kind::Address, "地址 住址 居住地 address residence"),
    (Kind::Landline, "座机 座機 固话 固定电话 固定電話 landline"),
    (
        Kind::Mobile,
        "手机 手機 电话 電話 联系方式 聯絡方式 聯繫方式 mobile phone =tel =cell",
    ),
    (Kind::BirthDate, "出生 生日 birth =dob"),
    (
        Kind::ResidentId,
        "身份证 身份證 身分證 身份号码 公民身份 证件号 證件號 idcard idnumber =idno \
        residentid nationalid citizenid",
    ),
    (Kind::Passport, "护照 護照 通行证 通行證 passport"),
    (
        Kind::Plate,
        "车牌 車牌 号牌 號牌 platenumber plateno licenseplate licenceplate",
    ),
    (
        Kind::CompanyCode,
        "信用代码 信用代碼 纳税人识别号 税号 creditcode =uscc",
    ),
    (
        Kind::BankCard,
        "银行卡 銀行卡 信用卡号 =卡号 =卡號 bankcard cardno cardnumber",
    ),
    (
        Kind::Account,
        "银行账 银行帐 銀行帳 收款账 收款帐 =账号 =帐号 =帳號 bankaccount accountno \
        accountnumber =iban 支付宝 支付寶 alipay",
    ),
    (
        Kind::Health,
        "病历 病歷 病史 诊断 診斷 疾病 血型 健康状况 健康狀況 过敏 過敏 用药 diagnosis \
        medicalhistory bloodtype allerg",
    ),
    (Kind::Belief, "宗教 信仰 religion"),
    (
        Kind::Biometric,
        "指纹 指紋 人脸 人臉 虹膜 声纹 聲紋 fingerprint biometric",
    ),
    (
        Kind::Whereabouts,
        "行踪 行蹤 轨迹 軌跡 经纬度 經緯度 whereabouts",
    ),
];
/// After the numbers of orders: an order has a consignee too.
const NAME: &str = "姓名 =名字 联系人 聯絡人 聯繫人 收货人 收貨人 收件人 户主 戶主 法定代表人 法人代表 \
    经办人 經辦人 申请人 申請人 投保人 被保险人 被保險人 持卡人 监护人 監護人 =姓 =name \
    fullname firstname lastname surname contactperson contactname givenname";
const OTHER: &str = "订单 訂單 单号 單號 编号 編號 编码 編碼 流水 合同号 合同號 序号 序號 金额 金額 价格 價格 \
    单价 單價 数量 數量 余额 餘額 库存 庫存 批号 批次 批號 发票 發票 条码 條碼 凭证 憑證 \
    物流 快递 快遞 总额 合计 时间戳 order invoice amount price quantity serial tracking \
    barcode timestamp balance =qty =sku =total =no =id =sn 工号";
const PLAIN: &str = "性别 性別 部门 部門 职务 職務 职位 職位 备注 備註 年龄 年齡 民族 学历 學歷 名称 名稱 \
    单位 單位 公司 日期 时间 時間 城市 省份 地区 地區 国家 國家 客户 客戶 描述 说明 說明 \
    =gender =sex =age remark =note =notes department =title company =city country date";

/// What a cell says as a label; none if it is none.
pub(crate) fn label(cell: &str) -> Option<Label> {
    let text = plain(cell)?;
    let says = |words: &str| {
        words.split(' ').any(|word| match word.strip_prefix('=') {
            Some(whole) => text.as_str() == whole,
            None => text.contains(word),
        })
    };
    if says(NOT) {
        return Some(match says(OTHER) {
            true => Label::Other,
            false => Label::Plain,
        });
    }
    if let Some((kind, _)) = NAMED.iter().find(|(_, words)| says(words)) {
        return Some(Label::Of(*kind));
    }
    if says(NAME) {
        return Some(Label::Of(Kind::Name));
    }
    match (says(OTHER), says(PLAIN)) {
        (true, _) => Some(Label::Other),
        (_, true) => Some(Label::Plain),
        _ => None,
    }
}

/// Letters and digits in one spelling, without what stands in brackets.
fn plain(cell: &str) -> Option<Zeroizing<String>> {
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    if cell.len() > 4 * LONGEST || digits > 2 || cell.contains(['@', '＠']) {
        return None;
    }
    let mut inside = 0_u32;
    let mut text = Zeroizing::new(String::new());
    for c in cell.chars().filter_map(fold) {
        match c {
            '(' | '[' | '【' => inside += 1,
            ')' | ']' | '】' => inside = inside.saturating_sub(1),
            _ if inside == 0 && c.is_alphanumeric() => text.extend(c.to_lowercase()),
            _ => {}
        }
    }
    let length = text.chars().count();
    // a label has words, and few of them
    let words = text.chars().any(|c| !c.is_ascii_digit());
    (words && length <= LONGEST).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels() {
        use Kind::*;
        for (cells, kind) in [
            (
                &[
                    "姓名",
                    "客户姓名*",
                    "联系人",
                    "聯絡人",
                    "Full Name",
                    "first_name",
                    "Name",
                    "收货人",
                ][..],
                Name,
            ),
            (
                &[
                    "身份证",
                    "身份证号码（必填）",
                    "身分證字號",
                    "证件号码",
                    "ID Card No.",
                    "id_number",
                ],
                ResidentId,
            ),
            (
                &[
                    "手机",
                    "手機號碼",
                    "联系电话",
                    "联系人电话",
                    "Phone Number",
                    "mobile",
                    "Tel.",
                    "订单手机号",
                ],
                Mobile,
            ),
            (&["座机", "固定电话"], Landline),
            (
                &[
                    "电子邮箱",
                    "電子郵件",
                    "E-mail",
                    "Email Address",
                    "联系人邮箱",
                ],
                Email,
            ),
            (
                &[
                    "家庭住址",
                    "收货地址",
                    "身份证地址",
                    "Address",
                    "home address",
                ],
                Address,
            ),
            (&["银行卡号", "卡号", "Card No"], BankCard),
            (
                &["银行账号", "开户银行账户", "Account Number", "支付宝账号"],
                Account,
            ),
            (&["护照号", "護照號碼", "Passport"], Passport),
            (&["车牌号", "車牌", "Plate Number"], Plate),
            (&["统一社会信用代码", "纳税人识别号"], CompanyCode),
            (&["出生日期", "生日", "Date of Birth", "DOB"], BirthDate),
            (&["诊断结果", "血型"], Health),
            (&["宗教信仰"], Belief),
            (&["指纹编码"], Biometric),
            (&["行踪轨迹"], Whereabouts),
        ] {
            for cell in cells {
                assert_eq!(label(cell), Some(Label::Of(kind)), "{cell}");
            }
        }
        for cell in [
            "订单号",
            "合同编号",
            "金额（元）",
            "Order ID",
            "ID",
            "快递单号",
            "序号",
            "产品编号",
        ] {
            assert_eq!(label(cell), Some(Label::Other), "{cell}");
        }
        for cell in [
            "性别",
            "证件类型",
            "手机型号",
            "IP地址",
            "公司名称",
            "备注",
            "Gender",
            "公司地址",
        ] {
            assert_eq!(label(cell), Some(Label::Plain), "{cell}");
        }
        let long = "姓名".repeat(100);
        for cell in [
            "",
            "张伟",
            "13800138000",
            "a@email.cn",
            "350 Residence Road",
            "username",
            long.as_str(),
            "（姓名）",
        ] {
            assert_eq!(label(cell), None, "{cell}");
        }
    }
}
